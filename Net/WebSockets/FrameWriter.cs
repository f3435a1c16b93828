using System.Threading.Channels;

namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>
/// Sends frames in the order in which they were asked for. Who asks does not wait, and a peer that takes nothing keeps nobody from
/// reading: so many frames wait at most.
/// </summary>
/// <param name="stream">Written by no one else.</param>
/// <param name="masks">A client does, a server does not.</param>
/// <param name="maxWaiting">Frames that may wait.</param>
/// <param name="whenFull">What becomes of a frame for which there is no room, or of those before it.</param>
internal sealed class FrameWriter(Stream stream, bool masks, int maxWaiting, BoundedChannelFullMode whenFull)
{
    private readonly Channel<byte[]> _waiting = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(maxWaiting) { FullMode = whenFull, SingleReader = true });

    /// <summary>Queues a frame. May be called from any task.</summary>
    /// <returns>False when it is not taken.</returns>
    public bool TrySend(Opcode opcode, ReadOnlySpan<byte> payload) =>
        _waiting.Writer.TryWrite(FrameHead.Frame(opcode, payload, masks ? FrameMask.Next() : null));

    /// <summary>Nothing is taken any more; what waits is still sent.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Sends until <see cref="Complete"/>.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="ObjectDisposedException">The connection was closed here.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await foreach (byte[] frame in _waiting.Reader.ReadAllAsync(cancellation))
        {
            await stream.WriteAsync(frame, cancellation);
        }
    }
}
