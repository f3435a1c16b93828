using System.Text;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// A text to be looked for in many others, whatever the case. One of ASCII is searched for in UTF-8 as it stands, by its rarest
/// letter first: 100,000 prompts are searched between two keystrokes.
/// </summary>
internal sealed class TextPattern
{
    /// <summary>The letters of English and the blank, the rarest first.</summary>
    private const string LettersByRarity = "zqxjkvbpygfwmucldrhsnioat e";

    private readonly string _text;
    private readonly byte[] _ascii;
    private readonly int _anchor;
    private readonly byte _lower;
    private readonly byte _upper;

    /// <param name="text">Not empty.</param>
    public TextPattern(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        _text = text;
        _ascii = Ascii.IsValid(text) ? Encoding.ASCII.GetBytes(text.ToLowerInvariant()) : [];
        for (int i = 1; i < _ascii.Length; i++)
        {
            _anchor = RankOf(_ascii[i]) < RankOf(_ascii[_anchor]) ? i : _anchor;
        }

        _lower = _ascii.Length > 0 ? _ascii[_anchor] : (byte)0;
        _upper = char.IsAsciiLetter((char)_lower) ? (byte)(_lower - 'a' + 'A') : _lower;
    }

    public override string ToString() => _text;

    /// <param name="whole">It is the text, not only in it.</param>
    public bool Matches(string text, bool whole) => whole
        ? text.Equals(_text, StringComparison.OrdinalIgnoreCase)
        : text.Contains(_text, StringComparison.OrdinalIgnoreCase);

    /// <param name="utf8">The text to look into.</param>
    /// <param name="whole">It is the text, not only in it.</param>
    /// <returns>Null: this pattern has to be looked for in the decoded text.</returns>
    public bool? MatchesUtf8(ReadOnlySpan<byte> utf8, bool whole) => _ascii.Length == 0 ? null
        : whole ? Ascii.EqualsIgnoreCase(utf8, _ascii)
        : IsIn(utf8);

    /// <summary>Digits and signs are rarer than letters in most texts.</summary>
    private static int RankOf(byte letter) => LettersByRarity.IndexOf((char)letter, StringComparison.Ordinal);

    private bool IsIn(ReadOnlySpan<byte> utf8)
    {
        int starts = utf8.Length - _ascii.Length + 1;
        for (int start = 0; start < starts; start++)
        {
            int found = utf8.Slice(start + _anchor, starts - start).IndexOfAny(_lower, _upper);
            if (found < 0)
            {
                return false;
            }

            start += found;
            if (Ascii.EqualsIgnoreCase(utf8.Slice(start, _ascii.Length), _ascii))
            {
                return true;
            }
        }

        return false;
    }
}
