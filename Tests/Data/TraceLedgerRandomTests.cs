using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>The ledger against the plainest list that keeps its promises.</summary>
public sealed class TraceLedgerRandomTests
{
    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(2, 2, 10)]
    [InlineData(3, 50, 40)]
    [InlineData(4, 64, 1000)]
    [InlineData(5, 65, 1000)]
    [InlineData(6, 1000, 1200)]
    public void Any_sequence_of_arrivals_gives_the_rows_of_a_sorted_list(int seed, int maxCount, int ids)
    {
        var random = new Random(seed);
        var ledger = new TraceLedger(maxCount);
        var model = new List<TraceRow>();
        DateTimeOffset now = SampleTraces.Noon;
        for (int step = 1; step <= 20_000; step++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(3) * 500);
            Trace trace = RandomTrace(random, random.Next(ids), now, step);

            KeepOrLetGo(random, ledger, model, maxCount);
            bool changed = ledger.Add(trace, now);

            int bound = ledger.KeepsPast ? TraceLedger.MostRows : maxCount;
            Assert.True(changed == AddTo(model, bound, TraceRow.Of(trace, now, step)), $"seed {seed}, step {step}: changed");
            if (step % 50 == 0 || step < 200)
            {
                TraceRow[] rows = [.. Enumerable.Range(0, ledger.Count).Select(i => ledger[i])];
                Assert.True(rows.SequenceEqual(model), $"seed {seed}, step {step}: rows");
                AssertIsFound(ledger, rows[random.Next(rows.Length)], now, $"seed {seed}, step {step}");
            }
        }
    }

    private static void AssertIsFound(TraceLedger ledger, TraceRow row, DateTimeOffset now, string where)
    {
        Assert.True(ledger[ledger.IndexOf(row)] == row, $"{where}: index");
        Assert.True(ledger.Find(TraceKey.Of("nobody")) is null, $"{where}: nobody");
        int later = Enumerable.Range(0, ledger.Count).Count(i => ledger[i].Time > row.Time);
        Assert.True(ledger.CountLaterThan(row.Time) == later, $"{where}: later than a row");
        Assert.True(ledger.CountLaterThan(now.AddDays(1)) == 0, $"{where}: later than all");
    }

    /// <summary>Now and then the user looks at old rows, or comes back.</summary>
    private static void KeepOrLetGo(Random random, TraceLedger ledger, List<TraceRow> model, int maxCount)
    {
        if (random.Next(300) == 0)
        {
            ledger.KeepsPast = !ledger.KeepsPast;
            while (!ledger.KeepsPast && model.Count > maxCount)
            {
                RemoveLast(model);
            }
        }
    }

    private static Trace RandomTrace(Random random, int id, DateTimeOffset now, int step)
    {
        DateTimeOffset? createdAt = random.Next(10) switch
        {
            0 => null,
            1 => now.AddMinutes(5),
            2 => now.AddMinutes(-random.Next(100)),
            _ => now.AddSeconds(-random.Next(3)),
        };
        Trace announced = SampleTraces.Announced($"id {id}", latencyMs: step) with { CreatedAt = createdAt };
        return random.Next(2) == 0 ? announced : announced.Stored($"document {random.Next(3)} of {id}", now);
    }

    /// <summary>Newest first.</summary>
    private static bool AddTo(List<TraceRow> model, int maxCount, TraceRow row)
    {
        int held = model.FindIndex(one => one.Trace.Key == row.Trace.Key);
        if (held >= 0 && IsSame(model[held].Trace, row.Trace))
        {
            bool isReplaced = model[held].Trace.DocumentKey.IsNone && !row.Trace.DocumentKey.IsNone;
            model[held] = isReplaced ? model[held] with { Trace = row.Trace } : model[held];
            return isReplaced;
        }

        if (held >= 0 && row.Time < model[held].Time)
        {
            return false;
        }

        if (held >= 0)
        {
            model.RemoveAt(held);
        }

        int place = model.FindIndex(one => one.Time <= row.Time);
        model.Insert(place < 0 ? model.Count : place, row);
        return model.Count <= maxCount || RemoveLast(model) != row;
    }

    private static bool IsSame(Trace first, Trace second) => first.DocumentKey.IsNone || second.DocumentKey.IsNone
        ? first.CreatedAt is null || second.CreatedAt is null
            || first.CreatedAt.Value.ToUnixTimeMilliseconds() == second.CreatedAt.Value.ToUnixTimeMilliseconds()
        : first.DocumentKey == second.DocumentKey;

    private static TraceRow RemoveLast(List<TraceRow> model)
    {
        TraceRow last = model[^1];
        model.RemoveAt(model.Count - 1);
        return last;
    }
}
