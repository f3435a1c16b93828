using System.Buffers;

namespace TraceLlm.Monitor.Data;

/// <summary>Reads the text of a <see cref="TraceFilter"/>, from left to right; the first error ends it.</summary>
internal sealed class TraceFilterParser(string text)
{
    /// <summary>Beyond it a filter is a mistake, and one that would cost time at every trace.</summary>
    private const int MaxTerms = 50;

    private static readonly SearchValues<char> Operators = SearchValues.Create(":=<>");

    private readonly List<TraceFilterTerm[]> _alternatives = [];
    private readonly List<TraceFilterTerm> _terms = [];
    private int _position;
    private int _termCount;
    private (int Column, int Length)? _openOr;

    /// <summary>What is wrong; null when nothing is.</summary>
    public TraceFilterError? Error { get; private set; }

    /// <returns>The alternatives, each of terms that must all hold; empty for a blank text, null for one that is wrong.</returns>
    public TraceFilterTerm[][]? Read()
    {
        if (text.Length > TraceFilter.MaxCharacters)
        {
            Fail(TraceFilter.MaxCharacters, text.Length - TraceFilter.MaxCharacters, $"too long: {TraceFilter.MaxCharacters} characters at most");
        }

        while (Error is null && SkipBlanks())
        {
            ReadPart();
        }

        if (Error is null && _openOr is var (column, length))
        {
            Fail(column, length, "OR needs a term on both sides");
        }

        CloseAlternative();
        return Error is null ? [.. _alternatives] : null;
    }

    private static bool IsBlank(char letter) => char.IsWhiteSpace(letter);

    private bool SkipBlanks()
    {
        while (_position < text.Length && IsBlank(text[_position]))
        {
            _position++;
        }

        return _position < text.Length;
    }

    private void ReadPart()
    {
        ReadOnlySpan<char> run = RunAt(_position);
        if (run is "OR" or "|")
        {
            ReadOr(run.Length);
            return;
        }

        _openOr = null;
        if (_termCount++ == MaxTerms)
        {
            FailForTerms(_position, run.Length);
            return;
        }

        bool isNegated = run[0] is '-' or '!';
        if (isNegated && run.Length == 1)
        {
            Fail(_position, 1, "nothing to negate: write the term right behind it");
            return;
        }

        _position += isNegated ? 1 : 0;
        if (ReadTerm(isNegated) is { } term)
        {
            _terms.Add(term);
        }
    }

    private void ReadOr(int length)
    {
        if (_terms.Count == 0)
        {
            Fail(_position, length, "OR needs a term on both sides");
        }

        _openOr = (_position, length);
        _position += length;
        CloseAlternative();
    }

    private void CloseAlternative()
    {
        if (_terms.Count > 0)
        {
            _alternatives.Add([.. _terms]);
            _terms.Clear();
        }
    }

    private TraceFilterTerm? ReadTerm(bool isNegated)
    {
        ReadOnlySpan<char> run = RunAt(_position);
        int nameLength = run[0] == '"' ? -1 : run.IndexOfAny(Operators);
        if (nameLength >= 0)
        {
            return ReadField(run[..nameLength], isNegated);
        }

        return ReadText() is { } word
            ? new TraceFilterTerm { Field = TraceFilterField.Anywhere, Texts = [new TextPattern(word)], IsNegated = isNegated }
            : null;
    }

    private TraceFilterTerm? ReadField(ReadOnlySpan<char> name, bool isNegated)
    {
        int nameColumn = _position;
        _position += name.Length;
        if (TraceFilterValue.FieldOf(name) is not { } field)
        {
            return Fail(nameColumn, Math.Max(name.Length, 1), name.IsEmpty
                ? $"a field must stand before it: {TraceFilterValue.FieldNames}"
                : $"no such field; there are {TraceFilterValue.FieldNames}; a text with such a sign goes in quotes");
        }

        int operatorColumn = _position;
        TraceFilterComparison comparison = ReadComparison();
        if (!TraceFilterValue.Allows(field, comparison))
        {
            return Fail(operatorColumn, _position - operatorColumn, TraceFilterValue.ComparisonsOf(field));
        }

        int valueColumn = _position;
        if (_position == text.Length || IsBlank(text[_position]))
        {
            return Fail(valueColumn, 0, $"a value is missing: {TraceFilterValue.ExampleOf(field)}");
        }

        if (TraceFilterValue.IsText(field))
        {
            return ReadTexts() is not { } texts ? null
                : new TraceFilterTerm { Field = field, Comparison = comparison, Texts = texts, IsNegated = isNegated };
        }

        return ReadText() is not { } value ? null
            : TraceFilterValue.TermOf(field, comparison, value, isNegated)
                ?? Fail(valueColumn, _position - valueColumn, TraceFilterValue.ComplaintOf(field));
    }

    /// <summary>A colon before another sign is left out.</summary>
    private TraceFilterComparison ReadComparison()
    {
        bool hasColon = TryTake(':');
        return TryTake('>') ? (TryTake('=') ? TraceFilterComparison.GreaterOrEqual : TraceFilterComparison.Greater)
            : TryTake('<') ? (TryTake('=') ? TraceFilterComparison.LessOrEqual : TraceFilterComparison.Less)
            : TryTake('=') || !hasColon ? TraceFilterComparison.Equal
            : TraceFilterComparison.Contains;
    }

    private bool TryTake(char letter)
    {
        bool isThere = _position < text.Length && text[_position] == letter;
        _position += isThere ? 1 : 0;
        return isThere;
    }

    /// <summary>Texts parted by commas; one in quotes may hold a comma. Null after an error.</summary>
    private TextPattern[]? ReadTexts()
    {
        var texts = new List<TextPattern>();
        do
        {
            int start = _position;
            if (ReadText(endsAtComma: true) is not { } one)
            {
                return null;
            }

            if (one.Length == 0)
            {
                Fail(start, 0, "a text is missing beside the comma; quotes keep a comma");
                return null;
            }

            if (texts.Count > 0 && _termCount++ >= MaxTerms)
            {
                FailForTerms(start, _position - start);
                return null;
            }

            texts.Add(new TextPattern(one));
        }
        while (TryTake(','));
        return [.. texts];
    }

    /// <summary>A run of letters without blanks, or what stands in quotes; null after an error.</summary>
    private string? ReadText(bool endsAtComma = false)
    {
        int start = _position;
        if (!TryTake('"'))
        {
            ReadOnlySpan<char> run = RunAt(start);
            int comma = endsAtComma ? run.IndexOf(',') : -1;
            _position += comma < 0 ? run.Length : comma;
            return text[start.._position];
        }

        int end = text.IndexOf('"', _position);
        if (end < 0 || end == _position)
        {
            Fail(start, end < 0 ? text.Length - start : 2, end < 0 ? "the quote is not closed" : "nothing stands in the quotes");
            return null;
        }

        string quoted = text[_position..end];
        _position = end + 1;
        return quoted;
    }

    /// <summary>From a place to the next blank.</summary>
    private ReadOnlySpan<char> RunAt(int start)
    {
        int end = start;
        while (end < text.Length && !IsBlank(text[end]))
        {
            end++;
        }

        return text.AsSpan(start, end - start);
    }

    private void FailForTerms(int column, int length) => Fail(column, length, $"too many terms: {MaxTerms} at most");

    /// <returns>Always null: no term came of it.</returns>
    private TraceFilterTerm? Fail(int column, int length, string message)
    {
        Error ??= new TraceFilterError(column, length, message);
        return null;
    }
}
