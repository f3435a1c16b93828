using System.Text;

namespace TraceLlm.Monitor.Cli;

/// <summary>
/// Reads the statements of a <c>.env</c> file by python-dotenv's grammar: <c>[export ]NAME=value</c>, the value bare up to the line's end
/// or <c> #</c>, or in quotes and then over several lines if need be. <c>${VAR}</c> is left as it is.
/// </summary>
/// <param name="text">The file, its lines ended by a line feed alone.</param>
internal ref struct DotEnvParser(string text)
{
    private const string Export = "export";

    private readonly ReadOnlySpan<char> _text = text;
    private int _index;
    private int _line = 1;

    /// <summary>Reads the next statement, over blank lines and comments; false at the end.</summary>
    public bool TryRead(out DotEnvEntry entry)
    {
        while (true)
        {
            SkipBlank();
            entry = new DotEnvEntry(null, null, _line);
            if (_index == _text.Length)
            {
                return false;
            }

            SkipExport();
            bool isComment = Peek() == '#';
            if (!isComment && TryReadName() is { } name && TryReadAssignment(out string? value) && TryEndLine())
            {
                entry = entry with { Name = name, Value = value };
                return true;
            }

            SkipLine();
            if (!isComment)
            {
                return true;
            }
        }
    }

    /// <summary>Python's notion of white space, which counts four of the separator control characters among it.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\x1c' and <= '\x1f';

    private readonly char Peek() => _index < _text.Length ? _text[_index] : '\n';

    private void SkipBlank()
    {
        while (_index < _text.Length && IsSpace(_text[_index]))
        {
            Advance(1);
        }
    }

    private void SkipSpaceInLine()
    {
        while (Peek() != '\n' && IsSpace(Peek()))
        {
            _index++;
        }
    }

    /// <summary>The word is a prefix only when space follows it in the line: <c>export=1</c> sets a variable of that name.</summary>
    private void SkipExport()
    {
        ReadOnlySpan<char> rest = _text[_index..];
        bool isPrefix = rest.StartsWith(Export) && rest.Length > Export.Length && rest[Export.Length] != '\n' && IsSpace(rest[Export.Length]);
        if (isPrefix)
        {
            _index += Export.Length;
            SkipSpaceInLine();
        }
    }

    private string? TryReadName()
    {
        if (Peek() == '\'')
        {
            int close = _text[(_index + 1)..].IndexOf('\'');
            return close < 1 ? null : Take(1, close, 1);
        }

        int end = _index;
        while (end < _text.Length && _text[end] is not ('=' or '#') && !IsSpace(_text[end]))
        {
            end++;
        }

        return end == _index ? null : Take(0, end - _index, 0);
    }

    /// <summary>Reads <c>=</c> and a value, or nothing (the value is then null); false when a quote is never closed.</summary>
    private bool TryReadAssignment(out string? value)
    {
        value = null;
        SkipSpaceInLine();
        if (Peek() != '=')
        {
            return true;
        }

        _index++;
        SkipSpaceInLine();
        char quote = Peek();
        value = quote is '\'' or '"' ? TryReadQuoted(quote) : ReadBare();
        return value is not null;
    }

    /// <summary>
    /// Up to the first quote without a backslash before it; where there is none, up to the last one with, whose backslash then
    /// belongs to the value; null when there is neither.
    /// </summary>
    private string? TryReadQuoted(char quote)
    {
        ReadOnlySpan<char> rest = _text[(_index + 1)..];
        int end = -1;
        for (int i = 0; i < rest.Length; i++)
        {
            if (rest[i] != quote)
            {
                continue;
            }

            end = i;
            if (i == 0 || rest[i - 1] != '\\')
            {
                break;
            }
        }

        return end < 0 ? null : Unescape(Take(1, end, 1), quote == '"' ? "\\'\"abfnrtv" : "\\'");
    }

    /// <summary>Up to a <c>#</c> with space before it, or the line's end, without the space at its end.</summary>
    private string ReadBare()
    {
        int start = _index;
        int end = start;
        for (; Peek() != '\n'; _index++)
        {
            if (Peek() == '#' && _index > start && IsSpace(_text[_index - 1]))
            {
                break;
            }

            end = IsSpace(Peek()) ? end : _index + 1;
        }

        return _text[start..end].ToString();
    }

    /// <summary>Nothing but space and a comment may follow.</summary>
    private bool TryEndLine()
    {
        SkipSpaceInLine();
        if (Peek() is not ('\n' or '#'))
        {
            return false;
        }

        SkipLine();
        return true;
    }

    private void SkipLine()
    {
        int length = _text[_index..].IndexOf('\n');
        Advance(length < 0 ? _text.Length - _index : length + 1);
    }

    /// <summary>Takes a piece with something to skip on both sides.</summary>
    private string Take(int before, int length, int after)
    {
        string piece = _text.Slice(_index + before, length).ToString();
        Advance(before + length + after);
        return piece;
    }

    private void Advance(int length)
    {
        _line += _text.Slice(_index, length).Count('\n');
        _index += length;
    }

    private static string Unescape(string raw, string escapes)
    {
        StringBuilder value = new(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            bool isEscape = raw[i] == '\\' && i + 1 < raw.Length && escapes.Contains(raw[i + 1]);
            value.Append(isEscape ? Escaped(raw[++i]) : raw[i]);
        }

        return value.ToString();
    }

    private static char Escaped(char letter) => letter switch
    {
        'a' => '\a',
        'b' => '\b',
        'f' => '\f',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\v',
        _ => letter,
    };
}
