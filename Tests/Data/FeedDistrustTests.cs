using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>PRODUCT.md "What it does" 4: what is not announced within 3 s ends the proof for an hour.</summary>
public sealed class FeedDistrustTests
{
    private readonly ProofRun _run = new();

    [Fact]
    public void Trace_whose_broadcast_follows_within_three_seconds_is_announced()
    {
        _run.Prove();
        TraceKey found = _run.Find();
        _run.Pass(2.9);

        _run.Proof.Announce(found);
        _run.Pass(60);

        Assert.True(_run.IsProven);
    }

    [Fact]
    public void Trace_without_a_broadcast_is_waited_for_three_seconds()
    {
        _run.Prove();
        _run.Find();

        _run.Pass(2.9);

        Assert.True(_run.IsProven);
    }

    [Fact]
    public void One_unannounced_trace_ends_the_proof()
    {
        _run.Prove();
        _run.Find();

        _run.Pass(3);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Verdict_is_due_three_seconds_after_the_poll()
    {
        _run.Prove();
        _run.Find();

        Assert.Equal(_run.Now + TimeSpan.FromSeconds(3), _run.Proof.NextVerdictAt);
    }

    [Fact]
    public void Nothing_is_due_when_nothing_waits() => Assert.Null(_run.Proof.NextVerdictAt);

    [Fact]
    public void Trust_stays_lost_for_an_hour_whatever_is_announced()
    {
        _run.Prove();
        _run.Find();
        _run.Pass(3);

        _run.Announce(100);
        _run.Poll(1799);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void After_an_hour_without_another_one_the_feed_is_proven_again()
    {
        _run.Prove();
        _run.Find();
        _run.Pass(3);
        _run.Announce(100);

        _run.Poll(1800);

        Assert.True(_run.IsProven);
    }

    [Fact]
    public void New_connection_does_not_shorten_the_hour()
    {
        _run.Prove();
        _run.Find();
        _run.Pass(3);
        _run.Proof.SetConnected(false);
        _run.Proof.SetConnected(true);

        _run.Announce(20);
        _run.Poll(1 + 100);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Unannounced_trace_before_the_proof_costs_no_hour()
    {
        _run.Poll(1);
        _run.Find();
        _run.Poll(1);
        _run.Pass(3);
        _run.Announce(20);
        _run.Poll(10);

        Assert.True(_run.IsProven);
    }

    [Fact]
    public void Ten_polls_count_from_the_one_that_found_something_unannounced()
    {
        _run.Announce(20);
        _run.Poll(5);
        _run.Find();
        _run.Poll(1 + 9);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Polls_after_the_one_that_found_something_count_though_its_verdict_came_later()
    {
        _run.Announce(20);
        _run.Poll(5);
        _run.Find();
        _run.Poll(1 + 10);

        Assert.True(_run.IsProven);
    }

    [Fact]
    public void Nothing_is_proven_while_a_trace_waits_for_its_broadcast()
    {
        _run.Announce(20);
        _run.Poll(1 + 9);
        _run.Find();
        _run.Poll(1, seconds: 0.1);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Trace_whose_broadcast_we_lost_is_no_reason_for_distrust()
    {
        _run.Prove();
        _run.Proof.Lose();
        _run.Find();
        _run.Poll(1);
        _run.Find();
        _run.Poll(1);

        Assert.True(_run.IsProven);
    }

    [Fact]
    public void Trace_that_was_found_before_its_loss_was_told_is_no_reason_either()
    {
        _run.Prove();
        _run.Find();
        _run.Pass(1);

        _run.Proof.Lose();
        _run.Pass(60);

        Assert.True(_run.IsProven);
        Assert.Null(_run.Proof.NextVerdictAt);
    }

    [Fact]
    public void Loss_excuses_two_polls_and_not_the_third()
    {
        _run.Prove();
        _run.Proof.Lose();
        _run.Poll(2);

        _run.Find();
        _run.Pass(3);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Polls_after_a_loss_prove_nothing()
    {
        _run.Announce(20);
        _run.Poll(5);
        _run.Proof.Lose();
        _run.Poll(2 + 5);
        Assert.False(_run.IsProven);

        _run.Poll(1);
        Assert.True(_run.IsProven);
    }

    [Fact]
    public void Thousands_of_unannounced_traces_take_no_more_memory()
    {
        _run.Poll(1);
        for (int i = 0; i < 10_000; i++)
        {
            _run.Find();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _run.Proof.FindUnannounced(new TraceKey(7, (ulong)i), _run.Now);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
