using System.Threading.Channels;

namespace TraceLlm.Monitor.Data;

/// <summary>Wakes one waiting task, from whichever thread: rings that nobody waited for yet are one ring.</summary>
internal sealed class ChangeBell
{
    private readonly Channel<bool> _rings = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Ring() => _rings.Writer.TryWrite(true);

    /// <summary>Takes a ring that nobody waited for.</summary>
    public bool WasRung() => _rings.Reader.TryRead(out _);

    /// <summary>Ends when there is a ring, which stays to be taken by <see cref="WasRung"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task WaitAsync(CancellationToken cancellation) => _rings.Reader.WaitToReadAsync(cancellation).AsTask();
}
