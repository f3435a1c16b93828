namespace TraceLlm.Monitor.Tests.Support;

/// <summary>
/// Blanks what is not code in a C# source: comments and the text of literals become spaces, line breaks stay, so that a position
/// in the result is the same position in the source. The code inside the holes of interpolated strings is kept.
/// </summary>
internal sealed class CodeText
{
    private readonly string _source;
    private readonly char[] _code;
    private int _index;

    private CodeText(string source)
    {
        _source = source;
        _code = source.ToCharArray();
    }

    public static string Of(string source)
    {
        CodeText text = new(source);
        text.ScanCode(isHole: false);
        return new string(text._code);
    }

    /// <summary>Scans code up to the end, or, in a hole, up to the brace that closes it.</summary>
    private void ScanCode(bool isHole)
    {
        for (int depth = 0; _index < _source.Length;)
        {
            if (TryBlankComment() || TryBlankCharacter() || TryScanString())
            {
                continue;
            }

            char c = _source[_index];
            if (isHole && depth == 0 && c == '}')
            {
                return;
            }

            if (isHole && depth == 0 && c == ':')
            {
                BlankTo(EndOf('}', _index)); // a format: text up to the closing brace
                return;
            }

            depth += c is '{' or '(' or '[' ? 1 : c is '}' or ')' or ']' ? -1 : 0;
            _index++;
        }
    }

    private bool TryBlankComment()
    {
        if (At("//"))
        {
            BlankTo(EndOf('\n', _index));
            return true;
        }

        if (At("/*"))
        {
            int end = _source.IndexOf("*/", _index + 2, StringComparison.Ordinal);
            BlankTo(end < 0 ? _source.Length : end + 2);
            return true;
        }

        return false;
    }

    private bool TryBlankCharacter()
    {
        if (!At("'"))
        {
            return false;
        }

        int end = _index + 1;
        while (end < _source.Length && _source[end] != '\'')
        {
            end += _source[end] == '\\' ? 2 : 1;
        }

        BlankTo(Math.Min(end + 1, _source.Length));
        return true;
    }

    private bool TryScanString()
    {
        int quote = _index;
        while (quote < _source.Length && _source[quote] is '$' or '@')
        {
            quote++;
        }

        if (quote >= _source.Length || _source[quote] != '"')
        {
            return false;
        }

        ReadOnlySpan<char> prefix = _source.AsSpan(_index, quote - _index);
        int dollars = prefix.Count('$');
        bool isVerbatim = prefix.Contains('@');
        int quotes = RunOf('"', quote);
        BlankTo(quote);
        if (quotes >= 3)
        {
            ScanText(dollars, quotes, isEscaped: false, isDoubled: false);
        }
        else
        {
            ScanText(dollars, 1, isEscaped: !isVerbatim, isDoubled: isVerbatim);
        }

        return true;
    }

    /// <summary>Blanks the text of a string, from its opening quotes to its closing ones; scans its holes.</summary>
    /// <param name="dollars">How many braces open a hole; 0: nothing does.</param>
    /// <param name="quotes">How many quotes open and close the string.</param>
    /// <param name="isEscaped">A backslash escapes.</param>
    /// <param name="isDoubled">Two quotes stand for one.</param>
    private void ScanText(int dollars, int quotes, bool isEscaped, bool isDoubled)
    {
        BlankTo(_index + quotes);
        while (_index < _source.Length)
        {
            if (isEscaped && At("\\") || isDoubled && At("\"\"") || quotes == 1 && dollars > 0 && (At("{{") || At("}}")))
            {
                BlankTo(_index + 2);
            }
            else if (RunOf('"', _index) >= quotes)
            {
                BlankTo(_index + quotes);
                return;
            }
            else if (dollars > 0 && RunOf('{', _index) >= dollars)
            {
                BlankTo(_index + RunOf('{', _index));
                ScanCode(isHole: true);
                BlankTo(Math.Min(_index + dollars, _source.Length));
            }
            else
            {
                BlankTo(_index + 1);
            }
        }
    }

    private bool At(string text) => string.CompareOrdinal(_source, _index, text, 0, text.Length) == 0;

    private int RunOf(char c, int start)
    {
        int end = start;
        while (end < _source.Length && _source[end] == c)
        {
            end++;
        }

        return end - start;
    }

    private int EndOf(char c, int start)
    {
        int end = _source.IndexOf(c, start);
        return end < 0 ? _source.Length : end;
    }

    private void BlankTo(int end)
    {
        end = Math.Min(end, _source.Length);
        for (; _index < end; _index++)
        {
            _code[_index] = _code[_index] is '\n' or '\r' ? _code[_index] : ' ';
        }
    }
}
