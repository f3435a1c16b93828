using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor;

/// <summary>What the user asked for, checked and complete. Only Program reads it: each part gets its own small options.</summary>
internal sealed record MonitorOptions
{
    /// <summary>The range of <see cref="Refresh"/> in seconds: below, polling would burden the database; above, nothing is watched.</summary>
    public const double MinRefreshSeconds = 0.1, MaxRefreshSeconds = 3600;

    /// <summary>The largest <see cref="Limit"/>: what one page of the backend's REST API can hold.</summary>
    public const int MaxLimit = 200;

    /// <summary>The largest <see cref="History"/>: some 90 MB.</summary>
    public const int MaxHistory = 100_000;

    /// <summary>The most characters of <see cref="ProjectId"/> and <see cref="Environment"/>: as many as are kept of a trace's.</summary>
    public const int MaxNameCharacters = 128;

    /// <summary>The port of a TraceLLM backend.</summary>
    public const int DefaultWsPort = 8000;

    /// <summary>How often the store is polled.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Recent traces to show, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>The backend's host name or IP address, without brackets.</summary>
    public string WsHost { get; init; } = "127.0.0.1";

    /// <summary>The backend's port, for the WebSocket and for HTTP.</summary>
    public int WsPort { get; init; } = DefaultWsPort;

    /// <summary>The user named the port; otherwise it is a default.</summary>
    public bool WsPortIsGiven { get; init; }

    /// <summary>wss:// and https:// instead of ws:// and http://.</summary>
    public bool UseTls { get; init; }

    /// <summary>A MongoDB connection string, which may hold a password; null: not given, the backend decides where to read.</summary>
    public string? MongoUrl { get; init; }

    /// <summary>Where <see cref="MongoUrl"/> was given, for error lines: <c>environment variable MONGO_URL</c>; null when it was not.</summary>
    public string? MongoUrlOrigin { get; init; }

    /// <summary><see cref="MongoUrl"/> stands on the command line, where other users of the machine can read it.</summary>
    public bool MongoUrlFromFlag { get; init; }

    /// <summary>The MongoDB database.</summary>
    public string DatabaseName { get; init; } = "tracellm";

    /// <summary>Show the traces of this project only; null: of all.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Show the traces of this environment only; null: of all.</summary>
    public string? Environment { get; init; }

    /// <summary>Have MongoDB tell what is stored (a change stream) instead of polling it.</summary>
    public bool ChangeStream { get; init; }

    /// <summary>Times in UTC instead of the local zone.</summary>
    public bool Utc { get; init; }

    /// <summary>The variable TZ; null when it is not set.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The theme to begin with; null: the default one.</summary>
    public ThemeColors? Theme { get; init; }

    /// <summary>Which colours to send.</summary>
    public ColorChoice Color { get; init; }

    /// <summary>The characters to draw with; null: those of the locale.</summary>
    public TextMode? TextMode { get; init; }

    /// <summary>Generated traces from inside the process; everything about hosts and databases is then left at its default.</summary>
    public bool Demo { get; init; }

    /// <summary>Traces held in memory, 1 to <see cref="MaxHistory"/>.</summary>
    public int History { get; init; } = 1000;

    /// <summary>The filter that the table begins with, in the filter language and free of errors; empty: none.</summary>
    public string Filter { get; init; } = "";

    /// <summary>A password stands on the command line: <see cref="ConsoleText.PasswordAdvice"/> is due at exit.</summary>
    public bool ExposesPassword => MongoUrlFromFlag && HasPassword(MongoUrl);

    /// <summary>Everything but the connection string, of which only its presence is told.</summary>
    public override string ToString() =>
        $"{nameof(MonitorOptions)} {{ {nameof(Refresh)} = {Refresh}, {nameof(Limit)} = {Limit}, {nameof(WsHost)} = {WsHost}, "
        + $"{nameof(WsPort)} = {WsPort}, {nameof(UseTls)} = {UseTls}, {nameof(MongoUrl)} = {(MongoUrl is null ? "none" : "given")}, "
        + $"{nameof(DatabaseName)} = {DatabaseName}, {nameof(ProjectId)} = {ProjectId}, {nameof(Environment)} = {Environment}, "
        + $"{nameof(ChangeStream)} = {ChangeStream}, {nameof(Utc)} = {Utc}, {nameof(Theme)} = {Theme?.Name}, {nameof(Color)} = {Color}, "
        + $"{nameof(TextMode)} = {TextMode}, {nameof(Demo)} = {Demo}, {nameof(History)} = {History}, {nameof(Filter)} = {Filter} }}";

    /// <summary>The part between scheme and host is <c>user:password</c>. The last @ ends it, in case a password holds one as it is.</summary>
    private static bool HasPassword(string? url)
    {
        int start = url?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        int end = url?.LastIndexOf('@') ?? -1;
        return start >= 0 && end > start + 3 && url.AsSpan(start + 3, end - start - 3).Contains(':');
    }
}
