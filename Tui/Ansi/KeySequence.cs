using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>What the control sequences of keyboards mean: xterm, VT220, the Linux console and rxvt.</summary>
internal static class KeySequence
{
    /// <summary>The value is one more than the modifiers held.</summary>
    private const int ModifierOffset = 1;
    private const int MaxModifierParameter = 16;
    private const byte Backspace = 0x08;
    private const byte Delete = 0x7F;

    /// <summary>A byte below 80 that stands alone.</summary>
    public static Key OfAscii(byte value) => value switch
    {
        (byte)'\r' or (byte)'\n' => new Key(KeyCode.Enter),
        (byte)'\t' => new Key(KeyCode.Tab),
        Backspace or Delete => new Key(KeyCode.Backspace),
        0 => Key.Of(' ', KeyModifiers.Control),
        <= 26 => Key.Of((char)(value + 'a' - 1), KeyModifiers.Control),
        < (byte)' ' => Key.Of((char)(value + '@'), KeyModifiers.Control),
        _ => Key.Of((char)value),
    };

    /// <summary>A sequence that begins with CSI (ECMA-48 5.4).</summary>
    /// <param name="parameters">What stands between CSI and the final byte.</param>
    /// <returns>False when it is no key: replies, mouse and focus reports, anything unknown.</returns>
    public static bool TryReadCsi(ReadOnlySpan<byte> parameters, byte final, out Key key)
    {
        key = default;
        if (!TryReadParameters(parameters, out int number, out KeyModifiers modifiers))
        {
            return false;
        }

        KeyCode code = final == '~' ? Numbered(number) : Lettered(final);
        if (code == KeyCode.Character || (final != '~' && number != 1))
        {
            return false;
        }

        key = final == 'Z'
            ? new Key(KeyCode.Tab, default, modifiers | KeyModifiers.Shift)
            : new Key(code, default, modifiers);
        return true;
    }

    /// <summary>A sequence that begins with SS3: cursor and keypad keys in application mode.</summary>
    public static bool TryReadSs3(ReadOnlySpan<byte> parameters, byte final, out Key key)
    {
        if (final is >= (byte)'j' and <= (byte)'y')
        {
            // The keypad's * + , - . / and 0 to 9.
            key = new Key(KeyCode.Character, new Rune(final - 'j' + '*'));
            return parameters.IsEmpty;
        }

        if (final == 'M')
        {
            key = new Key(KeyCode.Enter);
            return parameters.IsEmpty;
        }

        // SS3 carries a modifier, where it has one, as its only parameter.
        return parameters.IsEmpty || parameters.Contains((byte)';')
            ? TryReadCsi(parameters, final, out key)
            : TryReadCsi([(byte)'1', (byte)';', .. parameters], final, out key);
    }

    /// <summary>The Linux console's <c>CSI [ A</c> to <c>CSI [ E</c>.</summary>
    public static bool TryReadLinuxFunction(byte final, out Key key)
    {
        key = new Key((KeyCode)((int)KeyCode.F1 + final - 'A'));
        return final is >= (byte)'A' and <= (byte)'E';
    }

    /// <summary>Nothing, <c>number</c> or <c>number;modifier</c>; a missing number is 1.</summary>
    private static bool TryReadParameters(ReadOnlySpan<byte> parameters, out int number, out KeyModifiers modifiers)
    {
        number = 0;
        int modifier = 0;
        bool isModifier = false;
        foreach (byte value in parameters)
        {
            if (value == ';' && !isModifier)
            {
                isModifier = true;
            }
            else if (value is < (byte)'0' or > (byte)'9')
            {
                modifiers = default;
                return false;
            }
            else if (isModifier)
            {
                modifier = Math.Min((modifier * 10) + value - '0', MaxModifierParameter + 1);
            }
            else
            {
                number = Math.Min((number * 10) + value - '0', ushort.MaxValue);
            }
        }

        number = number == 0 ? 1 : number;
        modifiers = modifier == 0 ? KeyModifiers.None : (KeyModifiers)(modifier - ModifierOffset);
        return modifier <= MaxModifierParameter;
    }

    /// <returns><see cref="KeyCode.Character"/> when it is no key.</returns>
    private static KeyCode Lettered(byte final) => final switch
    {
        (byte)'A' => KeyCode.Up,
        (byte)'B' => KeyCode.Down,
        (byte)'C' => KeyCode.Right,
        (byte)'D' => KeyCode.Left,
        (byte)'F' => KeyCode.End,
        (byte)'H' => KeyCode.Home,
        (byte)'P' => KeyCode.F1,
        (byte)'Q' => KeyCode.F2,
        (byte)'R' => KeyCode.F3,
        (byte)'S' => KeyCode.F4,
        (byte)'Z' => KeyCode.Tab,
        _ => KeyCode.Character,
    };

    /// <inheritdoc cref="Lettered(byte)"/>
    private static KeyCode Numbered(int number) => number switch
    {
        1 or 7 => KeyCode.Home,
        2 => KeyCode.Insert,
        3 => KeyCode.Delete,
        4 or 8 => KeyCode.End,
        5 => KeyCode.PageUp,
        6 => KeyCode.PageDown,
        // The VT220's function keys have gaps in their numbers.
        >= 11 and <= 15 => KeyCode.F1 + (byte)(number - 11),
        >= 17 and <= 21 => KeyCode.F6 + (byte)(number - 17),
        23 or 24 => KeyCode.F11 + (byte)(number - 23),
        _ => KeyCode.Character,
    };
}
