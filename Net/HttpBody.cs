using System.Globalization;

namespace TraceLlm.Monitor.Net;

/// <summary>Reads the body of an answer into one buffer, which grows as bytes arrive, up to a limit.</summary>
/// <param name="stream">At the start of the body.</param>
/// <param name="buffer">Used if it is large enough.</param>
/// <param name="maxBytes">The longest body that is read.</param>
internal sealed class HttpBody(Stream stream, byte[] buffer, int maxBytes)
{
    private const int FirstBufferBytes = 32 * 1024;
    private const int MaxLineBytes = 1024;
    private const int MaxTrailerLines = 32;

    private readonly byte[] _line = new byte[MaxLineBytes];
    private byte[] _buffer = buffer;
    private int _length;

    /// <summary>What was read.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>For the next body.</summary>
    public byte[] Buffer => _buffer;

    /// <summary>Reads to the end.</summary>
    /// <returns>False: it is too long.</returns>
    /// <exception cref="EndOfStreamException">The connection ended before the body did.</exception>
    /// <exception cref="InvalidDataException">The pieces of the body make no sense.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<bool> ReadAsync(HttpAnswerHead head, CancellationToken cancellation) =>
        head.IsChunked ? await ReadChunksAsync(cancellation)
        : head.BodyBytes is { } length ? length <= maxBytes && await ReadExactlyAsync((int)length, cancellation)
        : await ReadToCloseAsync(cancellation);

    private async Task<bool> ReadToCloseAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (!TryMakeRoom(_length + 1))
            {
                return await stream.ReadAsync(_line.AsMemory(0, 1), cancellation) == 0;
            }

            int read = await stream.ReadAsync(_buffer.AsMemory(_length, Math.Min(_buffer.Length, maxBytes) - _length), cancellation);
            if (read == 0)
            {
                return true;
            }

            _length += read;
        }
    }

    /// <returns>True.</returns>
    private async Task<bool> ReadExactlyAsync(int count, CancellationToken cancellation)
    {
        for (int end = _length + count; _length < end;)
        {
            TryMakeRoom(_length + 1);
            int read = await stream.ReadAsync(_buffer.AsMemory(_length, Math.Min(end, _buffer.Length) - _length), cancellation);
            _length += read > 0 ? read : throw new EndOfStreamException();
        }

        return true;
    }

    /// <summary>RFC 9112 section 7.1.</summary>
    private async Task<bool> ReadChunksAsync(CancellationToken cancellation)
    {
        while (true)
        {
            long size = SizeOf(await ReadLineAsync(cancellation));
            if (size == 0)
            {
                await SkipTrailersAsync(cancellation);
                return true;
            }

            if (size > maxBytes - _length)
            {
                return false;
            }

            await ReadExactlyAsync((int)size, cancellation);
            if (await ReadLineAsync(cancellation) != 0)
            {
                throw new InvalidDataException();
            }
        }
    }

    private async Task SkipTrailersAsync(CancellationToken cancellation)
    {
        for (int lines = 0; await ReadLineAsync(cancellation) != 0; lines++)
        {
            if (lines == MaxTrailerLines)
            {
                throw new InvalidDataException();
            }
        }
    }

    /// <summary>The number that begins the line just read; what follows a semicolon is nobody's business.</summary>
    private long SizeOf(int lineBytes)
    {
        ReadOnlySpan<byte> line = _line.AsSpan(0, lineBytes);
        int semicolon = line.IndexOf((byte)';');
        ReadOnlySpan<byte> digits = (semicolon < 0 ? line : line[..semicolon]).TrimEnd(" \t"u8);
        return long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long size) && size >= 0
            ? size
            : throw new InvalidDataException();
    }

    /// <returns>The bytes of the line, without its end, in <see cref="_line"/>.</returns>
    private async Task<int> ReadLineAsync(CancellationToken cancellation)
    {
        for (int length = 0; length < MaxLineBytes; length++)
        {
            if (await stream.ReadAsync(_line.AsMemory(length, 1), cancellation) == 0)
            {
                throw new EndOfStreamException();
            }

            if (_line[length] == '\n')
            {
                return length > 0 && _line[length - 1] == '\r' ? length - 1 : length;
            }
        }

        throw new InvalidDataException();
    }

    /// <returns>False: the limit is reached.</returns>
    private bool TryMakeRoom(int wanted)
    {
        if (wanted > maxBytes)
        {
            return false;
        }

        if (wanted > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(Math.Max(2 * _buffer.Length, FirstBufferBytes), maxBytes));
        }

        return true;
    }
}
