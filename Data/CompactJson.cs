using System.Text;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// Writes one JSON value without white space, up to a number of characters: what comes after is dropped, and <see cref="IsCut"/>
/// says so. Meant to be read by people: quotes, backslashes and control characters are escaped, all else stands as it is.
/// </summary>
internal sealed class CompactJson(int maxCharacters)
{
    private readonly StringBuilder _text = new();
    private bool _needsComma;

    /// <summary>Something was dropped: writing more is of no use.</summary>
    public bool IsCut { get; private set; }

    /// <param name="bracket"><c>{</c> or <c>[</c>.</param>
    public void Begin(char bracket)
    {
        Separate();
        Append(bracket);
        _needsComma = false;
    }

    /// <param name="bracket"><c>}</c> or <c>]</c>.</param>
    public void End(char bracket)
    {
        Append(bracket);
        _needsComma = true;
    }

    /// <summary>The name of the member whose value follows.</summary>
    public void Name(ReadOnlySpan<char> name)
    {
        Text(name);
        Append(':');
        _needsComma = false;
    }

    /// <summary>A string.</summary>
    public void Text(ReadOnlySpan<char> text)
    {
        Separate();
        Append('"');
        for (int i = 0; i < text.Length && !IsCut; i++)
        {
            AppendEscaped(text[i]);
        }

        Append('"');
        _needsComma = true;
    }

    /// <summary>What stands without quotes: a number, <c>true</c>, <c>null</c>.</summary>
    public void Literal(ReadOnlySpan<char> literal)
    {
        Separate();
        Append(literal);
        _needsComma = true;
    }

    /// <summary>What was written; never half of a surrogate pair at its end.</summary>
    public override string ToString()
    {
        bool endsInHalf = _text.Length > 0 && char.IsHighSurrogate(_text[^1]);
        return _text.ToString(0, endsInHalf ? _text.Length - 1 : _text.Length);
    }

    private void Separate()
    {
        if (_needsComma)
        {
            Append(',');
        }
    }

    private void AppendEscaped(char letter)
    {
        char shorthand = letter switch { '"' => '"', '\\' => '\\', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => '\0' };
        if (shorthand != '\0')
        {
            Append('\\');
            Append(shorthand);
        }
        else if (letter < ' ')
        {
            Append($"\\u{(int)letter:x4}");
        }
        else
        {
            Append(letter);
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
        {
            Append(letter);
        }
    }

    private void Append(char letter)
    {
        IsCut |= _text.Length == maxCharacters;
        if (!IsCut)
        {
            _text.Append(letter);
        }
    }
}
