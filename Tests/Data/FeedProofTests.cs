using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>PRODUCT.md "What it does" 4: 20 announced traces and 10 clean polls running prove a feed.</summary>
public sealed class FeedProofTests
{
    private readonly ProofRun _run = new();

    [Fact]
    public void Twenty_announced_traces_and_ten_clean_polls_prove_the_feed()
    {
        _run.Announce(20);
        _run.Poll(1 + 10);

        Assert.True(_run.IsProven);
    }

    [Fact]
    public void Order_of_announcements_and_polls_does_not_matter()
    {
        _run.Poll(1 + 10);
        _run.Announce(20);
        _run.Poll(1);

        Assert.True(_run.IsProven);
    }

    [Fact]
    public void Nineteen_announced_traces_prove_nothing()
    {
        _run.Announce(19);
        _run.Poll(100);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Trace_that_is_announced_again_counts_once()
    {
        _run.Announce(19);
        _run.Proof.Announce(ProofRun.Key(1));
        _run.Poll(100);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Nine_clean_polls_after_the_baseline_prove_nothing()
    {
        _run.Announce(20);
        _run.Poll(1 + 9);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Nothing_is_proven_while_not_connected()
    {
        _run.Proof.SetConnected(false);
        _run.Announce(20);
        _run.Poll(1 + 10);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Proof_ends_with_its_connection()
    {
        _run.Prove();

        _run.Proof.SetConnected(false);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Every_connection_has_to_prove_itself()
    {
        _run.Prove();
        _run.Proof.SetConnected(false);
        _run.Proof.SetConnected(true);
        _run.Announce(19);
        _run.Poll(1 + 10);

        Assert.False(_run.IsProven);
    }

    [Fact]
    public void Status_that_says_connected_again_is_no_new_connection()
    {
        _run.Prove();

        _run.Proof.SetConnected(true);

        Assert.True(_run.IsProven);
    }

    [Fact]
    public void What_the_first_poll_finds_was_stored_before()
    {
        _run.Announce(20);
        _run.Find();
        _run.Poll(1);
        _run.Pass(3);
        _run.Poll(10);

        Assert.True(_run.IsProven);
    }
}
