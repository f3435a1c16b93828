using System.Text;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A connection whose other end says what the test wrote down, in pieces of so many bytes.</summary>
internal sealed class ScriptedStream(Func<string, byte[]> answer, int pieceBytes = int.MaxValue) : Stream
{
    private readonly MemoryStream _written = new();
    private byte[]? _answer;
    private int _given;

    public string Written => Encoding.Latin1.GetString(_written.ToArray());

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        _answer ??= answer(Written);
        int taken = Math.Min(Math.Min(count, pieceBytes), _answer.Length - _given);
        _answer.AsSpan(_given, taken).CopyTo(buffer.AsSpan(offset));
        _given += taken;
        return taken;
    }

    public override void Write(byte[] buffer, int offset, int count) => _written.Write(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
