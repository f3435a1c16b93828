using System.Buffers;
using System.Globalization;
using System.Text;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Cli;

/// <summary>A value as the user wrote it, with where it was written; turned into what it means here.</summary>
/// <param name="Option">What it is a value of.</param>
/// <param name="Text">The value, not empty.</param>
/// <param name="Source">The kind of place; the strongest comes first.</param>
/// <param name="Origin">The place in words: <c>option -r</c>, <c>environment variable DB_NAME</c>, <c>.env line 3, DB_NAME</c>.</param>
internal sealed record Setting(CommandOption Option, string Text, SettingSource Source, string Origin)
{
    /// <summary>MongoDB's limit on the name of a database.</summary>
    private const int MaxDatabaseNameBytes = 63;

    private static readonly SearchValues<char> NotInDatabaseName = SearchValues.Create("/\\. \"$\0");

    /// <exception cref="UsageException">Not a number, or outside the range (NaN is never inside).</exception>
    public TimeSpan Seconds()
    {
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        bool isInRange = double.TryParse(Text, Plain, CultureInfo.InvariantCulture, out double seconds)
            && seconds is >= MonitorOptions.MinRefreshSeconds and <= MonitorOptions.MaxRefreshSeconds;
        return isInRange ? TimeSpan.FromSeconds(seconds) : throw Rejection(Text.Contains(',') ? "write a point, not a comma" : null);
    }

    /// <exception cref="UsageException">Not a whole number, or outside 1 to the limit.</exception>
    public int Count(int limit) => TryParseCount(Text, limit) ?? throw Rejection();

    /// <exception cref="UsageException">Too long.</exception>
    public string Name() => Text.Length <= MonitorOptions.MaxNameCharacters ? Text : throw Rejection();

    /// <exception cref="UsageException">A name that MongoDB does not allow.</exception>
    public string DatabaseName() =>
        Encoding.UTF8.GetByteCount(Text) <= MaxDatabaseNameBytes && Text.AsSpan().IndexOfAny(NotInDatabaseName) < 0
            ? Text
            : throw Rejection();

    /// <exception cref="UsageException">None of the words.</exception>
    public ColorChoice Color() => Text switch
    {
        "auto" => ColorChoice.Auto,
        "always" => ColorChoice.Always,
        "never" => ColorChoice.Never,
        "16" => ColorChoice.Ansi16,
        "256" => ColorChoice.Palette256,
        "true" => ColorChoice.TrueColor,
        _ => throw Rejection(),
    };

    /// <summary>Checks the scheme only: the rest is the business of the client.</summary>
    /// <exception cref="UsageException">Another scheme or none.</exception>
    public string ConnectionString()
    {
        bool isMongo = Text.StartsWith("mongodb://", StringComparison.OrdinalIgnoreCase)
            || Text.StartsWith("mongodb+srv://", StringComparison.OrdinalIgnoreCase);
        return isMongo ? Text : throw Rejection();
    }

    /// <summary>Says what is wrong: the place, the text made harmless, what is allowed, and a hint where there is one.</summary>
    public UsageException Rejection(string? hint = null) =>
        new($"{Origin}: {ShownText.Quote(Text)} is not {Option.Allowed}{(hint is null ? "" : "; ")}{hint}");

    /// <summary>1 to the limit in plain digits, else null.</summary>
    public static int? TryParseCount(ReadOnlySpan<char> text, int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= 1 && count <= limit ? count : null;
}

/// <summary>Where a setting was found, the strongest first.</summary>
internal enum SettingSource
{
    /// <summary>On the command line.</summary>
    Flag,

    /// <summary>In the environment of the process.</summary>
    Environment,

    /// <summary>In the file <c>.env</c>.</summary>
    DotEnv,
}
