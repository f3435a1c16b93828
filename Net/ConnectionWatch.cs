using System.Diagnostics;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// Notices a dead peer: a connection whose other end vanished without a word stays open for ever by itself. After 10 s of
/// silence it pings, after 28 s without a byte it gives up. It also publishes what the full queue did not take.
/// </summary>
internal sealed class ConnectionWatch(FeedConnection connection, FeedOutbox outbox, Alarm alarm, TimeProvider time)
{
    private static readonly TimeSpan SilenceBeforePing = TimeSpan.FromSeconds(10);

    /// <summary>Below the 30 s promised, and long enough for a backend that is busy for a while.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(28);

    /// <summary>How long a peer has to show itself when its life is in doubt
    /// (<see cref="SourceRequest.CheckConnection"/>).</summary>
    private static readonly TimeSpan CheckPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(100);

    private TimeSpan _pingedAt = TimeSpan.MinValue;
    private TimeSpan? _checkedAt;
    private int _receivedBeforeCheck;
    private int _checksAsked;
    private int _checksBegun;

    /// <summary>Asks for a sign of life within 5 s. May be called from any task.</summary>
    public void Check()
    {
        Interlocked.Increment(ref _checksAsked);
        alarm.Wake();
    }

    /// <summary>Watches until the peer is found dead.</summary>
    /// <returns>Never.</returns>
    /// <exception cref="FeedException">The peer is dead.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            TimeSpan now = time.Now();
            BeginCheck(now);
            TimeSpan next = NextLook(now);
            if (!outbox.TryFlush())
            {
                next = Min(next, now + FlushInterval);
            }

            await alarm.WaitUntilAsync(next, cancellation);
        }

        throw new UnreachableException();
    }

    private void BeginCheck(TimeSpan now)
    {
        int asked = Volatile.Read(ref _checksAsked);
        if (asked != _checksBegun)
        {
            _checksBegun = asked;
            _checkedAt = now;
            _receivedBeforeCheck = connection.ReceivedCount;
            connection.Ping();
        }
    }

    /// <summary>Judges the silence so far, pings when it is due, and tells when to look again.</summary>
    private TimeSpan NextLook(TimeSpan now)
    {
        TimeSpan last = connection.LastReceived;
        _checkedAt = connection.ReceivedCount == _receivedBeforeCheck ? _checkedAt : null;
        if (now - last >= LongestSilence)
        {
            throw new FeedException($"no sign of life from the backend for {LongestSilence.TotalSeconds} s");
        }

        if (now - _checkedAt >= CheckPatience)
        {
            throw new FeedException($"the backend did not answer a ping within {CheckPatience.TotalSeconds} s");
        }

        if (now - last >= SilenceBeforePing && _pingedAt <= last)
        {
            _pingedAt = now;
            connection.Ping();
        }

        TimeSpan next = last + (_pingedAt > last ? LongestSilence : SilenceBeforePing);
        return _checkedAt is { } checkedAt ? Min(next, checkedAt + CheckPatience) : next;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
