using System.Text;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>Reads a byte stream as a terminal does and applies it to a <see cref="VtScreen"/>. Keeps its place between pieces.</summary>
internal sealed class VtParser(VtScreen screen)
{
    private readonly List<byte> _held = [];

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        _held.AddRange(bytes);
        byte[] all = [.. _held];
        int used = 0;
        while (used < all.Length)
        {
            int length = Take(all.AsSpan(used));
            if (length == 0)
            {
                break;
            }

            used += length;
        }

        _held.RemoveRange(0, used);
    }

    /// <returns>Bytes used; 0 when the rest has not come yet.</returns>
    private int Take(ReadOnlySpan<byte> bytes)
    {
        switch (bytes[0])
        {
            case (byte)'\r':
                screen.MoveTo(screen.Row, 0);
                return 1;
            case (byte)'\n':
                screen.LineFeed();
                return 1;
            case (byte)'\b':
                screen.MoveTo(screen.Row, screen.Column - 1);
                return 1;
            case 0x0F or 0x18:
                return 1;
            case 0x1B:
                return TakeEscape(bytes);
            case < 0x20 or 0x7F:
                Assert.Fail($"control byte {bytes[0]:X2}");
                return 1;
            default:
                return TakeRune(bytes);
        }
    }

    private int TakeRune(ReadOnlySpan<byte> bytes)
    {
        System.Buffers.OperationStatus status = Rune.DecodeFromUtf8(bytes, out Rune rune, out int consumed);
        if (status == System.Buffers.OperationStatus.NeedMoreData)
        {
            return 0;
        }

        Assert.Equal(System.Buffers.OperationStatus.Done, status);
        Assert.False(Rune.IsControl(rune), $"control character {rune.Value:X4}");
        screen.Print(rune);
        return consumed;
    }

    private int TakeEscape(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
        {
            return 0;
        }

        switch (bytes[1])
        {
            case (byte)'M':
                screen.ReverseIndex();
                return 2;
            case (byte)'D':
                screen.LineFeed();
                return 2;
            case (byte)'(':
                return bytes.Length < 3 ? 0 : 3;
            case (byte)'[':
                return TakeCsi(bytes);
            default:
                Assert.Fail($"unknown escape sequence {(char)bytes[1]}");
                return 2;
        }
    }

    private int TakeCsi(ReadOnlySpan<byte> bytes)
    {
        int end = 2;
        while (end < bytes.Length && bytes[end] < 0x40)
        {
            end++;
        }

        if (end == bytes.Length)
        {
            return 0;
        }

        string text = Encoding.ASCII.GetString(bytes[2..end]);
        bool isPrivate = text.StartsWith('?');
        int[] parameters = [.. text.TrimStart('?').Split(';').Select(part => part.Length == 0 ? 0 : int.Parse(part, null))];
        if (isPrivate)
        {
            screen.SetMode(parameters[0], bytes[end] == 'h');
        }
        else
        {
            Apply((char)bytes[end], parameters);
        }

        return end + 1;
    }

    private void Apply(char final, int[] parameters)
    {
        int first = Math.Max(parameters[0], 1);
        int second = parameters.Length > 1 ? Math.Max(parameters[1], 1) : 1;
        switch (final)
        {
            case 'H':
                screen.MoveTo(first - 1, second - 1);
                break;
            case 'G':
                screen.MoveTo(screen.Row, first - 1);
                break;
            case 'C':
                screen.MoveTo(screen.Row, screen.Column + first);
                break;
            case 'K' when parameters[0] == 0:
                screen.EraseRow();
                break;
            case 'J' when parameters[0] == 2:
                screen.EraseScreen();
                break;
            case 'r' when parameters.Length == 2:
                screen.SetScrollRegion(first - 1, second - 1);
                break;
            case 'r' when parameters[0] == 0:
                screen.SetScrollRegion(0, screen.Rows - 1);
                break;
            case 'm':
                screen.Pen = screen.Pen.Apply(parameters);
                break;
            case 'l' when parameters[0] == 4:
                break;
            default:
                Assert.Fail($"unknown sequence CSI {string.Join(';', parameters)} {final}");
                break;
        }
    }
}
