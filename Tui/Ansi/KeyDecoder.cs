using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// Turns the bytes of a keyboard into keys, whatever pieces they arrive in. A sequence that is not known is swallowed whole,
/// replies of the terminal included, so that no letter inside one ever acts as a command. Used by the input thread only.
/// </summary>
internal sealed class KeyDecoder(Action<TerminalInput> publish)
{
    /// <summary>What is pasted beyond it is dropped: a search text or an expression is short.</summary>
    public const int MaxPasteBytes = 64 * 1024;

    /// <summary>A lone ESC is the Escape key after so long without a byte that would make it a sequence.</summary>
    private const int EscapeWaitMs = 50;

    /// <summary>A sequence begun is given up after so long without its next byte: it was a key held with Alt, or its end was
    /// lost.</summary>
    private const int SequenceWaitMs = 1000;

    /// <summary>Parameters that are kept; no key has more, the rest is swallowed.</summary>
    private const int MaxParameterBytes = 16;

    /// <summary>Button, column and row of a mouse report of the oldest kind, which follow its final byte.</summary>
    private const int MouseReportBytes = 3;

    private const byte Bell = 0x07;
    private const byte Cancel = 0x18;
    private const byte Substitute = 0x1A;
    private const byte Esc = 0x1B;
    private const byte Delete = 0x7F;

    private readonly byte[] _parameters = new byte[MaxParameterBytes];
    private readonly Utf8Sequence _utf8 = new();
    private readonly PasteBuffer _paste = new();
    private KeyDecoderState _state;
    private int _parameterCount;
    private bool _isUnknown;
    private int _mouseBytesLeft;
    private KeyModifiers _prefix;

    /// <summary>How long to wait for the next byte before <see cref="Expire"/>; -1 when nothing is begun, and within pasted text: a slow
    /// link may hold up its rest, which must not act as commands.</summary>
    public int WaitMs => _state switch
    {
        KeyDecoderState.Ground or KeyDecoderState.Paste => -1,
        KeyDecoderState.Escape => EscapeWaitMs,
        _ => SequenceWaitMs,
    };

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            Feed(value);
        }
    }

    /// <summary>No further byte has come in <see cref="WaitMs"/>: ends what is begun.</summary>
    public void Expire()
    {
        if (_state == KeyDecoderState.Escape)
        {
            Publish(new Key(KeyCode.Escape, default, _prefix));
        }
        else if (_state == KeyDecoderState.Ss3 && _parameterCount == 0)
        {
            Publish(Key.Of('O', KeyModifiers.Alt));
        }

        ToGround();
    }

    /// <summary>Forgets what is begun: its rest went to another program.</summary>
    public void Reset()
    {
        _paste.Clear();
        ToGround();
    }

    private void Feed(byte value)
    {
        switch (_state)
        {
            case KeyDecoderState.Paste:
                FeedPaste(value);
                break;
            case KeyDecoderState.MouseReport:
                FeedMouseReport();
                break;
            case KeyDecoderState.ControlString:
                FeedControlString(value);
                break;
            case KeyDecoderState.ControlStringEscape:
                FeedControlStringEscape(value);
                break;
            case KeyDecoderState.Escape:
                FeedEscape(value);
                break;
            case KeyDecoderState.Ground:
                FeedGround(value);
                break;
            case KeyDecoderState.Utf8:
                FeedUtf8(value);
                break;
            default:
                FeedSequence(value);
                break;
        }
    }

    private void FeedGround(byte value)
    {
        if (value == Esc)
        {
            _state = KeyDecoderState.Escape;
        }
        else if (value >= 0x80)
        {
            _state = KeyDecoderState.Utf8;
            FeedUtf8(value);
        }
        else
        {
            Publish(KeySequence.OfAscii(value));
            ToGround();
        }
    }

    private void FeedUtf8(byte value)
    {
        if (_utf8.IsBegun && value < 0x80)
        {
            // Cut off in the middle: the beginning is dropped, this byte counts.
            ToGround();
            FeedGround(value);
        }
        else if (_utf8.TryEnd(value, out Rune rune))
        {
            if (!Rune.IsControl(rune))
            {
                Publish(new Key(KeyCode.Character, rune));
            }

            ToGround();
        }
    }

    private void FeedEscape(byte value)
    {
        switch (value)
        {
            case (byte)'[':
                _state = KeyDecoderState.Csi;
                break;
            case (byte)'O':
                _state = KeyDecoderState.Ss3;
                break;
            case (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_':
                _state = KeyDecoderState.ControlString;
                break;
            case Esc:
                // Alt with a key that is itself a sequence.
                _prefix = KeyModifiers.Alt;
                break;
            default:
                _prefix = KeyModifiers.Alt;
                FeedGround(value);
                break;
        }
    }

    /// <summary>Parameters are 30-3F, intermediates 20-2F, the final byte is 40-7E (ECMA-48 5.4).</summary>
    private void FeedSequence(byte value)
    {
        if (value == Esc)
        {
            ToGround();
            _state = KeyDecoderState.Escape;
        }
        else if (value is Cancel or Substitute or >= Delete)
        {
            ToGround();
        }
        else if (value >= 0x40)
        {
            FeedFinal(value);
        }
        else if (value >= 0x20 && _parameterCount < MaxParameterBytes && !(value < 0x30 || value > (byte)';'))
        {
            _parameters[_parameterCount++] = value;
        }
        else
        {
            // Private parameters, intermediates, controls or more than a key has.
            _isUnknown |= value >= 0x20;
        }
    }

    private void FeedFinal(byte final)
    {
        if (_state == KeyDecoderState.Csi && final == '[' && _parameterCount == 0 && !_isUnknown)
        {
            _state = KeyDecoderState.LinuxFunction;
            return;
        }

        if (_state == KeyDecoderState.Csi && final == 'M' && _parameterCount == 0 && !_isUnknown)
        {
            _state = KeyDecoderState.MouseReport;
            _mouseBytesLeft = MouseReportBytes;
            return;
        }

        ReadOnlySpan<byte> parameters = _parameters.AsSpan(0, _parameterCount);
        if (_state == KeyDecoderState.Csi && final == '~' && parameters.SequenceEqual("200"u8))
        {
            ToGround();
            _state = KeyDecoderState.Paste;
            return;
        }

        Key key = default;
        bool isKey = !_isUnknown && _state switch
        {
            KeyDecoderState.Csi => KeySequence.TryReadCsi(parameters, final, out key),
            KeyDecoderState.Ss3 => KeySequence.TryReadSs3(parameters, final, out key),
            _ => KeySequence.TryReadLinuxFunction(final, out key),
        };
        if (isKey)
        {
            Publish(key);
        }

        ToGround();
    }

    private void FeedMouseReport()
    {
        if (--_mouseBytesLeft == 0)
        {
            ToGround();
        }
    }

    private void FeedControlString(byte value)
    {
        if (value is Bell or Cancel or Substitute)
        {
            ToGround();
        }
        else if (value == Esc)
        {
            _state = KeyDecoderState.ControlStringEscape;
        }
    }

    private void FeedControlStringEscape(byte value)
    {
        ToGround();
        if (value != '\\')
        {
            _state = KeyDecoderState.Escape;
            FeedEscape(value);
        }
    }

    private void FeedPaste(byte value)
    {
        if (_paste.Feed(value))
        {
            publish(new TerminalInput.Paste(_paste.Take()));
            ToGround();
        }
    }

    private void Publish(Key key) => publish(new TerminalInput.Key(key with { Modifiers = key.Modifiers | _prefix }));

    private void ToGround()
    {
        _state = KeyDecoderState.Ground;
        _utf8.Clear();
        _parameterCount = 0;
        _isUnknown = false;
        _prefix = KeyModifiers.None;
    }
}
