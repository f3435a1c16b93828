using System.Runtime.CompilerServices;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// Reads more than is asked for, so that the small pieces of an answer cost few calls of the system, and begins with what was read
/// behind the head of an answer already.
/// </summary>
/// <param name="inner">Read and written by no one else from then on.</param>
/// <param name="first">What was read already.</param>
internal sealed class ReadAheadStream(Stream inner, ReadOnlyMemory<byte> first) : Stream
{
    /// <summary>Room for an ordinary trace. Larger pieces are read past the buffer.</summary>
    private const int BufferBytes = 8 * 1024;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private ReadOnlyMemory<byte> _ahead = first;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        !_ahead.IsEmpty ? ValueTask.FromResult(Take(buffer.Span))
        : buffer.Length >= BufferBytes ? inner.ReadAsync(buffer, cancellationToken)
        : ReadAheadAsync(buffer, cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) =>
        !_ahead.IsEmpty ? Take(buffer.AsSpan(offset, count)) : inner.Read(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAheadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int count = await inner.ReadAsync(_buffer, cancellation);
        _ahead = _buffer.AsMemory(0, count);
        return Take(buffer.Span);
    }

    private int Take(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _ahead.Length);
        _ahead.Span[..count].CopyTo(buffer);
        _ahead = _ahead[count..];
        return count;
    }
}
