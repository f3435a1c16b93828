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
        "empty" => [Feed(SourceState.Unavailable), new SourceEvent.NewestRead([]), Totals([]), Store(SourceState.Connected)],
        "live" => [Feed(SourceState.Connected), .. Filled()],
        "polling" => [new SourceEvent.StatusChanged(
            new SourceStatus(SourceKind.Feed, SourceState.Reconnecting, "", "connection refused", TimeSpan.FromSeconds(4), 2)), .. Filled()],
        "database-error" => [Feed(SourceState.Unavailable), .. Filled(), new SourceEvent.StatusChanged(new SourceStatus(
            SourceKind.Store, SourceState.Reconnecting, "mongodb 127.0.0.1/tracellm",
            "connection refused by 127.0.0.1:27017", TimeSpan.FromSeconds(8), 4)),
            new SourceEvent.Diagnostic(DiagnosticArea.MalformedMessages, 3)],
        "dates" => [Feed(SourceState.Connected, "port 8001"), .. Filled(hoursApart: 5)],
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static SourceEvent[] Filled(double hoursApart = 0.01)
    {
        List<Trace> traces = [.. Enumerable.Range(0, 24).Select(i => TraceOf(i, hoursApart))];
        return [new SourceEvent.NewestRead(traces), Totals(traces), Store(SourceState.Connected)];
    }

    private static Trace TraceOf(int i, double hoursApart)
    {
        string[] prompts = ["Explain the quarterly report in three points", "翻訳してください: 今日は良い天気です", "Refactor this:\n\ndef f(x):\n  return x", "[/foo] \u001b]0;evil\u0007 end"];
        string?[] models = ["gpt-4.1-mini", "claude-sonnet-4-20250514", "llama-3.1-70b-instruct", null];
        TraceStatus status = i % 7 == 3 ? TraceStatus.Failed : i % 5 == 2 ? TraceStatus.Warning : TraceStatus.Success;
        DateTimeOffset createdAt = i == 0 ? SampleTraces.Noon.AddHours(1) : SampleTraces.Noon.AddHours(-i * hoursApart);
        double? latencyMs = i == 4 ? null : 180 + (i * 137);
        return SampleTraces.Announced($"trace-{i}", latencyMs, status, 60 + (i * i * 31), createdAt, prompts[i % 4], models[i % 4], i % 9)
            .Stored(storedAt: SampleTraces.Noon.AddMinutes(-2));
    }

    private static SourceEvent.TotalsRead Totals(List<Trace> traces)
    {
        var latencies = new LatencyHistogram();
        traces.Where(trace => trace.LatencyMs is not null).ToList().ForEach(trace => latencies.Add(trace.LatencyMs!.Value));
        return new SourceEvent.TotalsRead(
            new StoreTotals
            {
                Cut = SampleTraces.Noon,
                Counts = traces.Aggregate(default(StatusCounts), (sum, trace) => sum + StatusCounts.Of(trace.Status, 1)),
                Latencies = latencies,
                TokenCount = traces.Sum(trace => trace.TokenCount),
            },
            TimeSpan.Zero);
    }

    private static SourceEvent.StatusChanged Feed(SourceState state, string name = "") =>
        new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Feed, state, name));

    private static SourceEvent.StatusChanged Store(SourceState state) =>
        new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Store, state, "mongodb 127.0.0.1/tracellm"));

    internal static string GoldenFolder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}
