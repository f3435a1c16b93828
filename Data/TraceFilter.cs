namespace TraceLlm.Monitor.Data;

/// <summary>
/// The filter language, as a predicate over traces. Terms that stand beside each other must all hold; <c>OR</c> or <c>|</c> between
/// them parts alternatives. Case never matters.
/// <code>
/// word            in the prompt, the model or the trace id            "two words"  the same, with the blank
/// model:gpt       in one field: prompt, model, id, project, env       model=gpt-4o the whole field
/// model:gpt,llama any of several texts                                model:"a,b"  quotes keep a comma
/// status:failed   success, warning, failed, error (the last two), or how they begin; several with commas
/// latency>2s      ms (when none is given), s, m; compared by > >= &lt; &lt;= =, the last after rounding to the digits written
/// tokens>1k       tokens, steps, retries; k and M                     -term !term  does not hold
/// </code>
/// A trace without a usable latency matches no comparison of it.
/// </summary>
internal sealed class TraceFilter
{
    /// <summary>The longest text that is read: far above what anybody types.</summary>
    public const int MaxCharacters = 1000;

    private readonly TraceFilterTerm[][] _alternatives;

    private TraceFilter(string text, TraceFilterTerm[][] alternatives)
    {
        (Text, _alternatives) = (text, alternatives);
        SearchesTexts = alternatives.Any(terms => terms.Any(term => term.SearchesTexts));
    }

    /// <summary>Lets everything through.</summary>
    public static TraceFilter All { get; } = new("", []);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>It has no terms: every trace matches.</summary>
    public bool IsEmpty => _alternatives.Length == 0;

    /// <summary>A prompt or an id, of which each trace has its own, is looked into.</summary>
    public bool SearchesTexts { get; }

    /// <param name="text">The expression; blank: everything matches.</param>
    /// <param name="filter">Null when there is an error.</param>
    /// <param name="error">The first thing that is wrong; null when nothing is.</param>
    public static bool TryParse(string text, out TraceFilter? filter, out TraceFilterError? error)
    {
        var parser = new TraceFilterParser(text);
        TraceFilterTerm[][]? alternatives = parser.Read();
        error = parser.Error;
        filter = alternatives is null ? null : new TraceFilter(text, alternatives);
        return filter is not null;
    }

    /// <summary>Whether the filter lets a trace through. Allocates nothing.</summary>
    public bool Matches(Trace trace)
    {
        foreach (TraceFilterTerm[] terms in _alternatives)
        {
            if (AllHold(terms, trace))
            {
                return true;
            }
        }

        return IsEmpty;
    }

    private static bool AllHold(TraceFilterTerm[] terms, Trace trace)
    {
        foreach (TraceFilterTerm term in terms)
        {
            if (!term.Matches(trace))
            {
                return false;
            }
        }

        return true;
    }
}
