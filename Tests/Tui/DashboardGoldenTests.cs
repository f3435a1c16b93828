using System.Runtime.CompilerServices;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Tui;

/// <summary>
/// Whole screens compared with files in Golden/. TRACELLM_UPDATE_GOLDEN=1 rewrites them: look at the difference before committing it.
/// </summary>
public sealed class DashboardGoldenTests
{
    private static readonly (int Columns, int Rows)[] Sizes = [(40, 10), (80, 24), (120, 40)];

    public static TheoryData<string, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int>();
        foreach (string name in new[] { "starting", "empty", "live", "polling", "database-error", "dates" })
        {
            foreach ((int columns, int rows) in Sizes)
            {
                cases.Add(name, columns, rows);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Screen_looks_as_in_its_golden_file(string name, int columns, int rows)
    {
        var screen = new DashboardScreen(columns, rows, options => options with { IsDemo = name == "live" });

        screen.Apply(EventsOf(name));

        string path = Path.Combine(GoldenFolder(), $"{name}-{columns}x{rows}.txt");
        string text = screen.Text();
        if (Environment.GetEnvironmentVariable("TRACELLM_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    internal static SourceEvent[] EventsOf(string name) => name switch
    {
        "starting" => [],
        "empty" => [Feed(SourceState.Unavailable), new SourceEvent.NewestRead([]), GoldenEvents.Totals([]), GoldenEvents.Store(SourceState.Connected)],
        "live" => [Feed(SourceState.Connected), .. GoldenEvents.Filled()],
        "polling" => [new SourceEvent.StatusChanged(
            new SourceStatus(SourceKind.Feed, SourceState.Reconnecting, "", "connection refused", TimeSpan.FromSeconds(4), 2)), .. GoldenEvents.Filled()],
        "database-error" => [Feed(SourceState.Unavailable), .. GoldenEvents.Filled(), new SourceEvent.StatusChanged(new SourceStatus(
            SourceKind.Store, SourceState.Reconnecting, "mongodb 127.0.0.1/tracellm",
            "connection refused by 127.0.0.1:27017", TimeSpan.FromSeconds(8), 4)),
            new SourceEvent.Diagnostic(DiagnosticArea.MalformedMessages, 3)],
        "dates" => [Feed(SourceState.Connected, "port 8001"), .. GoldenEvents.Filled(hoursApart: 5)],
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static SourceEvent.StatusChanged Feed(SourceState state, string name = "") =>
        new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Feed, state, name));

    internal static string GoldenFolder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}
