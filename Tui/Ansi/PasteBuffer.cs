using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Collects pasted bytes up to the mark that ends them.</summary>
internal sealed class PasteBuffer
{
    private readonly List<byte> _bytes = [];
    private int _matched;

    private static ReadOnlySpan<byte> End => "\e[201~"u8;

    /// <returns>True when the end mark is complete.</returns>
    public bool Feed(byte value)
    {
        if (value != End[_matched])
        {
            // ESC stands only at the mark's start, so what was matched is text as a whole.
            Keep(End[.._matched]);
            _matched = 0;
        }

        if (value == End[_matched])
        {
            _matched++;
        }
        else
        {
            Keep([value]);
        }

        return _matched == End.Length;
    }

    /// <summary>Gives the text out and begins anew. Invalid UTF-8 becomes U+FFFD.</summary>
    public string Take()
    {
        string text = Encoding.UTF8.GetString([.. _bytes]);
        Clear();
        return text;
    }

    public void Clear()
    {
        _bytes.Clear();
        _bytes.TrimExcess();
        _matched = 0;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            if (_bytes.Count < KeyDecoder.MaxPasteBytes)
            {
                _bytes.Add(value);
            }
        }
    }
}
