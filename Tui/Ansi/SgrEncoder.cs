using System.Buffers.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Writes the shortest SGR sequence (ECMA-48 8.3.117) from one style to another.</summary>
internal static class SgrEncoder
{
    private const TextAttributes Intensity = TextAttributes.Bold | TextAttributes.Dim;
    private const int MaxBytes = 64;
    private const int ForegroundBase = 30;
    private const int BackgroundBase = 40;

    /// <param name="from">Null when not known: then everything is reset first.</param>
    /// <returns>Bytes written to the target; 0 when nothing needs to change.</returns>
    public static int Write(Span<byte> target, Style? from, Style to, ColorMode mode)
    {
        Span<byte> reset = stackalloc byte[MaxBytes];
        int resetLength = WriteAll(reset, to, mode);
        if (from is not { } known)
        {
            reset[..resetLength].CopyTo(target);
            return resetLength;
        }

        int changeLength = WriteChange(target, known, to, mode);
        if (changeLength <= resetLength)
        {
            return changeLength;
        }

        reset[..resetLength].CopyTo(target);
        return resetLength;
    }

    /// <summary>Reset, then everything that is set.</summary>
    private static int WriteAll(Span<byte> target, Style to, ColorMode mode)
    {
        var parameters = new Parameters(target);
        if (to == Style.Plain)
        {
            return parameters.EndReset();
        }

        parameters.Add(0);
        AddAttributes(ref parameters, to.Attributes);
        AddColors(ref parameters, Style.Plain, to, mode);
        return parameters.End();
    }

    private static int WriteChange(Span<byte> target, Style from, Style to, ColorMode mode)
    {
        var parameters = new Parameters(target);
        TextAttributes removed = from.Attributes & ~to.Attributes;
        TextAttributes added = to.Attributes & ~from.Attributes;
        if ((removed & Intensity) != 0)
        {
            // 22 ends bold and dim together: what stays has to be set again.
            parameters.Add(22);
            added |= to.Attributes & Intensity;
        }

        if ((removed & TextAttributes.Underline) != 0)
        {
            parameters.Add(24);
        }

        if ((removed & TextAttributes.Reverse) != 0)
        {
            parameters.Add(27);
        }

        AddAttributes(ref parameters, added);
        AddColors(ref parameters, from, to, mode);
        return parameters.End();
    }

    private static void AddAttributes(ref Parameters parameters, TextAttributes attributes)
    {
        if ((attributes & TextAttributes.Bold) != 0)
        {
            parameters.Add(1);
        }

        if ((attributes & TextAttributes.Dim) != 0)
        {
            parameters.Add(2);
        }

        if ((attributes & TextAttributes.Underline) != 0)
        {
            parameters.Add(4);
        }

        if ((attributes & TextAttributes.Reverse) != 0)
        {
            parameters.Add(7);
        }
    }

    private static void AddColors(ref Parameters parameters, Style from, Style to, ColorMode mode)
    {
        if (mode == ColorMode.None)
        {
            return;
        }

        if (from.Foreground != to.Foreground)
        {
            AddColor(ref parameters, to.Foreground, ForegroundBase);
        }

        if (from.Background != to.Background)
        {
            AddColor(ref parameters, to.Background, BackgroundBase);
        }
    }

    private static void AddColor(ref Parameters parameters, Color color, int first)
    {
        switch (color.Kind)
        {
            case ColorKind.Default:
                parameters.Add(first + 9);
                break;
            case ColorKind.Palette16:
                // The bright half stands 60 above: 90 to 97, 100 to 107.
                parameters.Add(color.Value < 8 ? first + color.Value : first + 60 + color.Value - 8);
                break;
            case ColorKind.Palette256:
                parameters.Add(first + 8);
                parameters.Add(5);
                parameters.Add(color.Value);
                break;
            default:
                parameters.Add(first + 8);
                parameters.Add(2);
                parameters.Add(color.Value >> 16);
                parameters.Add((color.Value >> 8) & 0xFF);
                parameters.Add(color.Value & 0xFF);
                break;
        }
    }

    /// <summary>The parameters of one sequence.</summary>
    private ref struct Parameters(Span<byte> target)
    {
        private readonly Span<byte> _target = target;
        private int _length;

        public void Add(int value)
        {
            ReadOnlySpan<byte> before = _length == 0 ? "\e["u8 : ";"u8;
            before.CopyTo(_target[_length..]);
            _length += before.Length;
            _ = Utf8Formatter.TryFormat(value, _target[_length..], out int written);
            _length += written;
        }

        /// <returns>0 when there are no parameters: no sequence is needed.</returns>
        public int End()
        {
            if (_length > 0)
            {
                _target[_length++] = (byte)'m';
            }

            return _length;
        }

        public readonly int EndReset()
        {
            "\e[m"u8.CopyTo(_target);
            return 3;
        }
    }
}
