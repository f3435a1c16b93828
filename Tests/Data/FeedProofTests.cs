using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>PRODUCT.md "What it does" 4: 20 announced, 10 clean polls running, 3 s, one hour.</summary>
public sealed class FeedProofTests
{
    private readonly FeedProof _proof = new();
    private double _now;
    private int _traces;

    public FeedProofTests() => _proof.SetConnected(true);

    [Fact]
    public void Twenty_announced_traces_and_ten_clean_polls_prove_the_feed()
    {
        Announce(20);
        Poll(1 + 10);

        Assert.True(_proof.IsProven);
    }

    [Fact]
    public void Order_of_announcements_and_polls_does_not_matter()
    {
        Poll(1 + 10);
        Announce(20);
        Poll(1);

        Assert.True(_proof.IsProven);
    }

    [Fact]
    public void Nineteen_announced_traces_prove_nothing()
    {
        Announce(19);
        Poll(100);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void Trace_that_is_announced_again_counts_once()
    {
        Announce(19);
        _proof.Announce(Key(1));
        Poll(100);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void Nine_clean_polls_after_the_baseline_prove_nothing()
    {
        Announce(20);
        Poll(1 + 9);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void Nothing_is_proven_while_not_connected()
    {
        _proof.SetConnected(false);
        Announce(20);
        Poll(1 + 10);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void Proof_ends_with_its_connection()
    {
        Prove();

        _proof.SetConnected(false);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void Every_connection_has_to_prove_itself()
    {
        Prove();
        _proof.SetConnected(false);
        _proof.SetConnected(true);
        Announce(19);
        Poll(1 + 10);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void Status_that_says_connected_again_is_no_new_connection()
    {
        Prove();

        _proof.SetConnected(true);

        Assert.True(_proof.IsProven);
    }

    [Fact]
    public void What_the_first_poll_finds_was_stored_before()
    {
        Announce(20);
        Find();
        Poll(1);
        Pass(3);
        Poll(10);

        Assert.True(_proof.IsProven);
    }

    [Fact]
    public void Trace_whose_broadcast_follows_within_three_seconds_is_announced()
    {
        Prove();
        TraceKey found = Find();
        Pass(2.9);

        _proof.Announce(found);
        Pass(60);

        Assert.True(_proof.IsProven);
    }

    [Fact]
    public void Trace_without_a_broadcast_is_waited_for_three_seconds()
    {
        Prove();
        Find();

        Pass(2.9);

        Assert.True(_proof.IsProven);
    }

    [Fact]
    public void One_unannounced_trace_ends_the_proof()
    {
        Prove();
        Find();

        Pass(3);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void Verdict_is_due_three_seconds_after_the_poll()
    {
        Prove();
        Find();

        Assert.Equal(TimeSpan.FromSeconds(_now + 3), _proof.NextVerdictAt);
    }

    [Fact]
    public void Nothing_is_due_when_nothing_waits() => Assert.Null(_proof.NextVerdictAt);

    [Fact]
    public void Trust_stays_lost_for_an_hour_whatever_is_announced()
    {
        Prove();
        Find();
        Pass(3);

        Announce(100);
        Poll(1799);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void After_an_hour_without_another_one_the_feed_is_proven_again()
    {
        Prove();
        Find();
        Pass(3);
        Announce(100);

        Poll(1800);

        Assert.True(_proof.IsProven);
    }

    [Fact]
    public void New_connection_does_not_shorten_the_hour()
    {
        Prove();
        Find();
        Pass(3);
        _proof.SetConnected(false);
        _proof.SetConnected(true);

        Announce(20);
        Poll(1 + 100);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void Unannounced_trace_before_the_proof_costs_no_hour()
    {
        Poll(1);
        Find();
        Poll(1);
        Pass(3);
        Announce(20);
        Poll(10);

        Assert.True(_proof.IsProven);
    }

    [Fact]
    public void Ten_polls_count_from_the_one_that_found_something_unannounced()
    {
        Announce(20);
        Poll(5);
        Find();
        Poll(1 + 9);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void Polls_after_the_one_that_found_something_count_though_its_verdict_came_later()
    {
        Announce(20);
        Poll(5);
        Find();
        Poll(1 + 10);

        Assert.True(_proof.IsProven);
    }

    [Fact]
    public void Nothing_is_proven_while_a_trace_waits_for_its_broadcast()
    {
        Announce(20);
        Poll(1 + 9);
        Find();
        Poll(1, seconds: 0.1);

        Assert.False(_proof.IsProven);
    }

    [Fact]
    public void Thousands_of_unannounced_traces_take_no_more_memory()
    {
        Poll(1);
        for (int i = 0; i < 10_000; i++)
        {
            Find();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _proof.FindUnannounced(new TraceKey(7, (ulong)i), TimeSpan.FromSeconds(_now));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Prove()
    {
        Announce(20);
        Poll(1 + 10);
        Assert.True(_proof.IsProven);
    }

    private void Announce(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _proof.Announce(Key(++_traces));
        }
    }

    /// <summary>The poll that is under way finds a trace of which no broadcast arrived.</summary>
    private TraceKey Find()
    {
        TraceKey found = Key(++_traces);
        _proof.FindUnannounced(found, TimeSpan.FromSeconds(_now));
        return found;
    }

    private void Poll(int count, double seconds = 2)
    {
        for (int i = 0; i < count; i++)
        {
            Pass(seconds);
            _proof.FinishPoll(TimeSpan.FromSeconds(_now));
        }
    }

    private void Pass(double seconds)
    {
        _now += seconds;
        _proof.Tick(TimeSpan.FromSeconds(_now));
    }

    private static TraceKey Key(int number) => new(1, (ulong)number);
}
