using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class TraceLedgerTests
{
    private static readonly DateTimeOffset Noon = SampleTraces.Noon;

    private readonly TraceLedger _ledger = new(100);

    [Fact]
    public void Newest_by_created_at_stands_first()
    {
        Add("a", seconds: -2);
        Add("b", seconds: -1);
        Add("c", seconds: -3);

        Assert.Equal(["b", "a", "c"], Ids());
    }

    [Fact]
    public void Of_equal_times_the_later_arrival_stands_first()
    {
        Add("a", seconds: 1);
        Add("b", seconds: 1);

        Assert.Equal(["b", "a"], Ids());
    }

    [Fact]
    public void Time_in_the_future_is_clamped_to_the_arrival_and_marked()
    {
        Add("a", seconds: 3600);

        Assert.Equal((Noon, true), (_ledger[0].Time, _ledger[0].IsFromFuture));
    }

    [Fact]
    public void Clamped_row_does_not_stay_above_what_arrives_later()
    {
        Add("a", seconds: 3600);
        _ledger.Add(SampleTraces.Announced("b", createdAt: Noon.AddSeconds(10)), Noon.AddSeconds(10));

        Assert.Equal(["b", "a"], Ids());
    }

    [Fact]
    public void Clocks_may_differ_by_two_seconds()
    {
        Add("a", seconds: 2);

        Assert.Equal((Noon.AddSeconds(2), false), (_ledger[0].Time, _ledger[0].IsFromFuture));
    }

    [Fact]
    public void Trace_without_created_at_stands_at_its_arrival()
    {
        _ledger.Add(SampleTraces.Announced("a") with { CreatedAt = null }, Noon.AddSeconds(7));

        Assert.Equal((Noon.AddSeconds(7), false), (_ledger[0].Time, _ledger[0].IsFromFuture));
    }

    [Fact]
    public void Stored_trace_without_created_at_stands_where_it_was_stored()
    {
        _ledger.Add(SampleTraces.Announced("a").Stored(storedAt: Noon.AddHours(-1)) with { CreatedAt = null }, Noon);

        Assert.Equal(Noon.AddHours(-1), _ledger[0].Time);
    }

    [Fact]
    public void Repeated_broadcast_changes_nothing()
    {
        Add("a", seconds: 1);

        Assert.False(Add("a", seconds: 1));
    }

    [Fact]
    public void Stored_document_replaces_its_broadcast_in_its_place()
    {
        Trace broadcast = SampleTraces.Announced("a", latencyMs: 1, createdAt: Noon);
        _ledger.Add(broadcast, Noon);
        Add("b", seconds: 0);

        bool changed = _ledger.Add((broadcast with { LatencyMs = 2 }).Stored(), Noon.AddSeconds(5));

        Assert.True(changed);
        Assert.Equal(["b", "a"], Ids());
        Assert.Equal(2, _ledger[1].Trace.LatencyMs);
    }

    [Fact]
    public void Store_that_keeps_milliseconds_tells_the_same_document()
    {
        Trace broadcast = SampleTraces.Announced("a", createdAt: Noon.AddTicks(1_234_567));
        _ledger.Add(broadcast, Noon.AddSeconds(1));
        Add("b", seconds: 0.2);

        _ledger.Add((broadcast with { CreatedAt = Noon.AddMilliseconds(123) }).Stored(), Noon.AddSeconds(5));

        Assert.Equal(["b", "a"], Ids());
    }

    [Fact]
    public void Broadcast_does_not_replace_its_stored_document()
    {
        Trace stored = SampleTraces.Announced("a", latencyMs: 1).Stored();
        _ledger.Add(stored, Noon);

        Assert.False(_ledger.Add(SampleTraces.Announced("a", latencyMs: 2), Noon));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_two_documents_with_one_trace_id_the_later_is_shown(bool laterComesFirst)
    {
        Trace earlier = SampleTraces.Announced("a", latencyMs: 1, createdAt: Noon.AddSeconds(-10)).Stored("first");
        Trace later = SampleTraces.Announced("a", latencyMs: 2, createdAt: Noon.AddSeconds(-5)).Stored("second");

        _ledger.Add(laterComesFirst ? later : earlier, Noon);
        _ledger.Add(laterComesFirst ? earlier : later, Noon);

        Assert.Equal((1, 2.0), (_ledger.Count, _ledger[0].Trace.LatencyMs!.Value));
    }

    [Fact]
    public void Oldest_row_gives_way_when_it_is_full()
    {
        var ledger = new TraceLedger(2);
        foreach (int second in new[] { 1, 2, 3 })
        {
            ledger.Add(SampleTraces.Announced($"at {second}", createdAt: Noon.AddSeconds(second)), Noon.AddSeconds(9));
        }

        Assert.Equal(["at 3", "at 2"], Ids(ledger));
    }

    [Fact]
    public void Full_ledger_takes_nothing_older_than_its_oldest_row()
    {
        var ledger = new TraceLedger(1);
        ledger.Add(SampleTraces.Announced("new", createdAt: Noon), Noon);

        Assert.False(ledger.Add(SampleTraces.Announced("old", createdAt: Noon.AddSeconds(-1)), Noon));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void No_room_at_all_is_an_error(int maxCount) => Assert.Throws<ArgumentOutOfRangeException>(() => new TraceLedger(maxCount));

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Index_outside_the_rows_is_an_error(int index)
    {
        Add("a", seconds: 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => _ledger[index]);
    }

    private bool Add(string id, double seconds) =>
        _ledger.Add(SampleTraces.Announced(id, createdAt: Noon.AddSeconds(seconds)), Noon);

    private string[] Ids() => Ids(_ledger);

    private static string[] Ids(TraceLedger ledger) => [.. Enumerable.Range(0, ledger.Count).Select(i => ledger[i].Trace.TraceId)];
}
