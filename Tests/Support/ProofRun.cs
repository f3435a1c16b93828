using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A <see cref="FeedProof"/> on a connection, with a clock, traces and polls.</summary>
internal sealed class ProofRun
{
    private double _now;
    private int _traces;

    public ProofRun() => Proof.SetConnected(true);

    public FeedProof Proof { get; } = new();

    public bool IsProven => Proof.IsProven;

    public TimeSpan Now => TimeSpan.FromSeconds(_now);

    public void Prove()
    {
        Announce(20);
        Poll(1 + 10);
        Assert.True(Proof.IsProven);
    }

    public void Announce(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Proof.Announce(Key(++_traces));
        }
    }

    /// <summary>The poll that is under way finds a trace of which no broadcast arrived.</summary>
    public TraceKey Find()
    {
        TraceKey found = Key(++_traces);
        Proof.FindUnannounced(found, Now);
        return found;
    }

    public void Poll(int count, double seconds = 2)
    {
        for (int i = 0; i < count; i++)
        {
            Pass(seconds);
            Proof.FinishPoll(Now);
        }
    }

    public void Pass(double seconds)
    {
        _now += seconds;
        Proof.Tick(Now);
    }

    public static TraceKey Key(int number) => new(1, (ulong)number);
}
