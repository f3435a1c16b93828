using System.Text;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// A text to be looked for in many others, whatever the case. One of ASCII is searched for in UTF-8 as it stands, by its rarest
/// letter first: 100,000 prompts are searched between two keystrokes. For one thread.
/// </summary>
internal sealed class TextPattern
{
    /// <summary>The letters of English and the blank, the rarest first.</summary>
    private const string LettersByRarity = "zqxjkvbpygfwmucldrhsnioat e";

    /// <summary>More models than most systems have at a time.</summary>
    private const int NamesRemembered = 8;

    private readonly NameAnswer[] _answers = new NameAnswer[NamesRemembered];
    private readonly string _text;
    private readonly byte[] _ascii;
    private readonly int _anchor;
    private readonly byte _lower;
    private readonly byte _upper;
    private int _oldestAnswer;

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

    /// <summary>As <see cref="Matches"/>, for a string that many traces share (<see cref="NameTable"/>): the answers for the last few are
    /// remembered by reference.</summary>
    public bool MatchesName(string name, bool whole)
    {
        foreach (NameAnswer answer in _answers)
        {
            if (ReferenceEquals(answer.Name, name) && answer.IsWhole == whole)
            {
                return answer.IsMatch;
            }
        }

        bool isMatch = Matches(name, whole);
        _answers[_oldestAnswer] = new NameAnswer(name, whole, isMatch);
        _oldestAnswer = (_oldestAnswer + 1) % NamesRemembered;
        return isMatch;
    }

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

    private readonly record struct NameAnswer(string? Name, bool IsWhole, bool IsMatch);
}
