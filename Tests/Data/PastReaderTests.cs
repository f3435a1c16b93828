using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>Pages of the past, as a book asks for them and takes them in.</summary>
public sealed class PastReaderTests
{
    private const int PageTraces = 200;

    private static readonly DateTimeOffset Noon = SampleTraces.Noon;

    private readonly TraceBook _book = new(maxTraces: 500, TimeSpan.FromSeconds(2));

    [Fact]
    public void Page_is_asked_for_from_the_oldest_row_on()
    {
        Hold(10, 20);

        Assert.Equal(new SourceRequest.ReadPage(At(10), PageTraces), Ask());
        Assert.True(_book.Past.IsReading);
    }

    [Fact]
    public void Empty_table_has_no_past() => Assert.Null(Ask());

    [Fact]
    public void Row_without_a_time_of_its_own_is_passed_over()
    {
        Hold(10, 20);
        Apply(new SourceEvent.TracesAnnounced([SampleTraces.Announced("old") with { CreatedAt = null, StoredAt = Noon.AddDays(-1) }]));

        Assert.Equal(At(10), Ask()?.UpTo);
    }

    [Fact]
    public void Only_one_page_is_under_way()
    {
        Hold(10, 20);
        Ask();

        Assert.Null(Ask());
    }

    [Fact]
    public void Request_that_was_lost_is_made_again_after_half_a_minute()
    {
        Hold(10, 20);
        Ask(second: 0);

        Assert.Null(Ask(second: 29));
        Assert.NotNull(Ask(second: 31));
    }

    [Fact]
    public void Page_fills_the_table_and_never_touches_the_figures()
    {
        Hold(1000, 1010);
        Figures before = _book.Figures;
        SourceRequest.ReadPage asked = Ask()!;

        Assert.True(Answer(asked, 801, 1000));

        Assert.Equal(210, _book.Ledger.Count);
        Assert.Equal("801", _book.Ledger[209].Trace.TraceId);
        Assert.Equal(before, _book.Figures);
        Assert.False(_book.Past.IsReading);
        Assert.Equal(At(801), Ask()?.UpTo);
    }

    [Fact]
    public void Short_page_is_the_beginning_of_the_store()
    {
        Hold(10, 20);

        Answer(Ask()!, 1, 10);

        Assert.True(_book.Past.IsAtBeginning);
        Assert.Null(Ask());
    }

    [Fact]
    public void Beginning_of_one_store_is_not_that_of_another()
    {
        Hold(1000, 1020);
        ReadFrom("backend REST :8000");
        Answer(Ask()!, 991, 1000);
        Assert.Null(Ask());

        ReadFrom("mongodb 127.0.0.1/tracellm");

        Assert.False(_book.Past.IsAtBeginning);
        Assert.Equal(At(991), Ask()?.UpTo);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(3199)]
    public void Many_traces_of_one_moment_are_read_by_larger_pages(int ofOneMoment)
    {
        _book.Ledger.KeepsPast = true;
        Trace[] stored = [.. Enumerable.Range(0, ofOneMoment).Select(i => Moment($"m{i}")), .. Enumerable.Range(1, 50).Reverse().Select(Made)];
        Apply(new SourceEvent.TracesAnnounced(stored[..PageTraces]));

        var sizes = new List<int>();
        while (Ask() is { } asked)
        {
            sizes.Add(asked.MaxCount);
            Serve(asked, stored);
        }

        Assert.Equal(stored.Length, _book.Ledger.Count);
        Assert.Equal(PageTraces * 2, sizes[1]);
        Assert.True(_book.Past.IsAtBeginning);
    }

    [Fact]
    public void More_traces_of_one_moment_than_the_largest_page_holds_do_not_end_the_past()
    {
        _book.Ledger.KeepsPast = true;
        Trace[] stored = [.. Enumerable.Range(0, 4000).Select(i => Moment($"m{i}")), .. Enumerable.Range(1, 50).Reverse().Select(Made)];
        Apply(new SourceEvent.TracesAnnounced(stored[..PageTraces]));

        while (Ask() is { } asked)
        {
            Assert.InRange(asked.MaxCount, PageTraces, 3200);
            Serve(asked, stored);
        }

        // What one page of the largest size holds, and what is older.
        Assert.Equal(3250, _book.Ledger.Count);
    }

    [Fact]
    public void Error_is_kept_until_the_next_try()
    {
        Hold(10, 20);
        SourceRequest.ReadPage asked = Ask()!;

        Assert.True(Apply(new SourceEvent.PageRead(asked.UpTo, [], "connection refused")));
        Assert.Equal(("connection refused", false, false), (_book.Past.Error, _book.Past.IsReading, _book.Past.IsAtBeginning));

        Assert.Equal(asked, Ask());
        Assert.Null(_book.Past.Error);
    }

    [Fact]
    public void Full_table_reads_no_further_unless_the_past_is_kept()
    {
        Hold(1001, 1500);
        Assert.Null(Ask());

        _book.Ledger.KeepsPast = true;
        Answer(Ask()!, 802, 1001);

        Assert.Equal(699, _book.Ledger.Count);
    }

    [Fact]
    public void Arrivals_take_nothing_from_the_past_that_is_looked_at()
    {
        Hold(1001, 1500);
        _book.Ledger.KeepsPast = true;
        Answer(Ask()!, 802, 1001);

        Hold(1501, 2500);

        Assert.Equal(1699, _book.Ledger.Count);
        Assert.Equal("802", _book.Ledger[1698].Trace.TraceId);
    }

    [Fact]
    public void Past_that_is_looked_at_no_more_is_let_go_and_can_be_read_again()
    {
        Hold(1001, 1500);
        _book.Ledger.KeepsPast = true;
        Answer(Ask()!, 995, 1001);
        Assert.True(_book.Past.IsAtBeginning);

        _book.Ledger.KeepsPast = false;

        Assert.Equal((500, "1001"), (_book.Ledger.Count, _book.Ledger[499].Trace.TraceId));
        _book.Ledger.KeepsPast = true;
        Assert.Equal(At(1001), Ask()?.UpTo);
    }

    [Fact]
    public void Past_has_a_bound_too()
    {
        _book.Ledger.KeepsPast = true;
        Hold(1, TraceLedger.MostRows + 5);

        Assert.Equal(TraceLedger.MostRows, _book.Ledger.Count);
        Assert.Null(Ask());
    }

    [Fact]
    public void Nothing_lies_before_the_beginning_of_the_calendar()
    {
        Trace[] stored = [.. Enumerable.Range(0, 4000).Select(i => SampleTraces.Announced($"{i}", createdAt: DateTimeOffset.MinValue))];
        _book.Ledger.KeepsPast = true;
        Apply(new SourceEvent.TracesAnnounced(stored));

        for (SourceRequest.ReadPage? asked = Ask(); asked is not null; asked = Ask())
        {
            Serve(asked, stored);
        }

        Assert.True(_book.Past.IsAtBeginning);
    }

    private static DateTimeOffset At(int second) => Noon.AddSeconds(second - 1_000_000);

    private static Trace Made(int second) => SampleTraces.Announced($"{second}", createdAt: At(second));

    private void Hold(int first, int last) =>
        Apply(new SourceEvent.TracesAnnounced([.. Enumerable.Range(first, last - first + 1).Select(Made)]));

    private static Trace Moment(string id) => SampleTraces.Announced(id, createdAt: At(60));

    /// <summary>Answers as a store does that holds these, newest first.</summary>
    private void Serve(SourceRequest.ReadPage asked, Trace[] stored) => Apply(new SourceEvent.PageRead(
        asked.UpTo, [.. stored.Where(trace => trace.CreatedAt <= asked.UpTo).Take(asked.MaxCount).Select(trace => trace.Stored())], null));

    private void ReadFrom(string store) =>
        Apply(new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Store, SourceState.Connected, store)));

    private SourceRequest.ReadPage? Ask(double second = 0)
    {
        _book.ReadPast(SampleTraces.At(second));
        SourceRequest? asked = null;
        while (_book.TryTakeRequest(out SourceRequest? request))
        {
            asked = request as SourceRequest.ReadPage ?? asked;
        }

        return (SourceRequest.ReadPage?)asked;
    }

    private bool Answer(SourceRequest.ReadPage asked, int first, int last) => Apply(new SourceEvent.PageRead(
        asked.UpTo, [.. Enumerable.Range(first, last - first + 1).Reverse().Select(second => Made(second).Stored())], null));

    private bool Apply(SourceEvent sourceEvent) => _book.Apply(sourceEvent, SampleTraces.At(0));
}
