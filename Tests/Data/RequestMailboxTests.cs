using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>Requests that wait for a source: merged by kind, never dropped.</summary>
public sealed class RequestMailboxTests
{
    private static readonly SourceRequest.Suspend Suspend = new();
    private static readonly SourceRequest.Resume Resume = new();

    private readonly RequestMailbox _mailbox = new();

    [Fact]
    public void Requests_of_different_kinds_keep_their_order()
    {
        SourceRequest[] posted =
        [
            new SourceRequest.PollNow(), Cadence(5), new SourceRequest.ReadTotals(), Trace("a"), Page(1),
            new SourceRequest.CheckConnection(), Suspend, Resume,
        ];

        Post(posted);

        Assert.Equal(posted, TakeAll());
    }

    [Fact]
    public void Latest_of_a_kind_takes_the_place_of_the_earlier_one()
    {
        Post(Cadence(5), Trace("a"), Page(1), Cadence(30), Trace("b"), Page(2), Trace("c"));

        Assert.Equal([Cadence(30), Trace("c"), Page(2)], TakeAll());
    }

    [Fact]
    public void However_many_traces_are_asked_for_the_interval_stays()
    {
        Post(Cadence(30), new SourceRequest.ReadTotals());
        Post([.. Enumerable.Range(0, 1000).Select(i => Trace($"{i}"))]);

        Assert.Equal([Cadence(30), new SourceRequest.ReadTotals(), Trace("999")], TakeAll());
    }

    [Fact]
    public void Later_of_suspension_and_resumption_comes_last()
    {
        Post(Suspend, Resume, Suspend);
        Assert.Equal([Resume, Suspend], TakeAll());

        Post(Suspend, Resume, Suspend, Resume);
        Assert.Equal([Suspend, Resume], TakeAll());
    }

    [Fact]
    public void Kind_that_was_taken_waits_again_when_it_is_posted_again()
    {
        Post(Trace("a"));
        Assert.Equal([Trace("a")], TakeAll());

        Post(Trace("a"));

        Assert.Equal([Trace("a")], TakeAll());
    }

    [Fact]
    public async Task Wait_ends_with_the_next_request_and_not_before()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Post(Trace("a"), Trace("b"));
        Assert.True(await _mailbox.WaitToReadAsync(cancellation));
        TakeAll();

        Task<bool> more = _mailbox.WaitToReadAsync(cancellation).AsTask();
        Assert.False(more.IsCompleted);
        Post(Trace("c"));

        Assert.True(await more.WaitAsync(TestLimits.Hang, cancellation));
    }

    private static SourceRequest Cadence(double seconds) => new SourceRequest.SetCadence(TimeSpan.FromSeconds(seconds));

    private static SourceRequest Trace(string traceId) => new SourceRequest.ReadTrace(SampleTraces.Announced(traceId).Reference);

    private static SourceRequest Page(int minute) => new SourceRequest.ReadPage(SampleTraces.Noon.AddMinutes(minute), 100);

    private void Post(params SourceRequest[] requests)
    {
        foreach (SourceRequest request in requests)
        {
            _mailbox.Post(request);
        }
    }

    private List<SourceRequest> TakeAll()
    {
        List<SourceRequest> taken = [];
        while (_mailbox.TryRead(out SourceRequest? request))
        {
            taken.Add(request);
        }

        return taken;
    }
}
