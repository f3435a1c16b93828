using System.Buffers;
using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Joins the bytes of one character, as they arrive.</summary>
internal sealed class Utf8Sequence
{
    private const int MaxBytes = 4;

    private readonly byte[] _bytes = new byte[MaxBytes];
    private int _count;

    public bool IsBegun => _count > 0;

    public void Clear() => _count = 0;

    /// <returns>True with the last byte of a character, or U+FFFD with the first that cannot belong to one.</returns>
    public bool TryEnd(byte value, out Rune rune)
    {
        _bytes[_count++] = value;
        return Rune.DecodeFromUtf8(_bytes.AsSpan(0, _count), out rune, out _) != OperationStatus.NeedMoreData;
    }
}
