namespace TraceLlm.Monitor.Net;

/// <summary>The head of an HTTP message, up to and with its empty line, and what was read behind it.</summary>
internal readonly record struct HttpHead(ReadOnlyMemory<byte> Bytes, ReadOnlyMemory<byte> Behind)
{
    /// <summary>The longest head that is read; servers keep to 8 KiB.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int FirstBufferBytes = 2 * 1024;

    private static ReadOnlySpan<byte> EmptyLine => "\r\n\r\n"u8;

    /// <summary>Reads a head.</summary>
    /// <returns>Null when the peer closes before its end, or sends none within <see cref="MaxBytes"/>.</returns>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<HttpHead?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        byte[] buffer = new byte[FirstBufferBytes];
        int length = 0;
        while (length < MaxBytes)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
            {
                return null;
            }

            // The empty line may have begun with the bytes read before.
            int searchFrom = Math.Max(0, length + 1 - EmptyLine.Length);
            length += read;
            int found = buffer.AsSpan(searchFrom, length - searchFrom).IndexOf(EmptyLine);
            if (found >= 0)
            {
                int headBytes = searchFrom + found + EmptyLine.Length;
                return new HttpHead(buffer.AsMemory(0, headBytes), buffer.AsMemory(headBytes, length - headBytes));
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MaxBytes));
            }
        }

        return null;
    }
}
