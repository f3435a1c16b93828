using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The language of the filter in short: each term beside what it holds for, or above it where there is too little room.</summary>
internal sealed class HelpFilter(Canvas canvas) : IHelpSection
{
    private const int TermColumns = 27;

    /// <summary>From this width on both stand in one line.</summary>
    private const int WideColumns = 60;

    /// <summary>A blank line and the heading.</summary>
    private const int LinesAbove = 2;

    private static readonly (SafeText Term, SafeText Meaning)[] Entries =
    [
        (SafeText.Of($"word \"two words\""), SafeText.Of($"in prompt, model or trace id")),
        (SafeText.Of($"model:gpt,llama"), SafeText.Of($"either is in the model's name")),
        (SafeText.Of($"prompt: id: project: env:"), SafeText.Of($"likewise; quotes keep a comma")),
        (SafeText.Of($"model=gpt-4o"), SafeText.Of($"is the whole name")),
        (SafeText.Of($"status:failed,warning"), SafeText.Of($"or success, error; may be short")),
        (SafeText.Of($"latency>2s"), SafeText.Of($"> >= < <= = with ms, s or m")),
        (SafeText.Of($"tokens>1k steps>5 retries>0"), SafeText.Of($"likewise with k or M")),
        (SafeText.Of($"-term !term"), SafeText.Of($"where the term does not hold")),
        (SafeText.Of($"a b"), SafeText.Of($"both hold")),
        (SafeText.Of($"a OR b, a | b"), SafeText.Of($"one of them holds")),
    ];

    private bool _isWide;

    public int Prepare(DashboardState state, int columns)
    {
        _isWide = columns >= WideColumns;
        return LinesAbove + (_isWide ? Entries.Length : 2 * Entries.Length);
    }

    public void DrawLine(int line, Rect area)
    {
        int entry = line - LinesAbove;
        if (entry == -1)
        {
            canvas.Screen.Put(area.Column, area.Row, canvas.Theme.Header, $"Filter", area.Columns);
        }
        else if (entry >= 0 && _isWide)
        {
            canvas.Screen.Put(area.Column, area.Row, Entries[entry].Term, canvas.Theme.Key, TermColumns);
            PutMeaning(entry, area, TermColumns + 2);
        }
        else if (entry >= 0 && entry % 2 == 0)
        {
            canvas.Screen.Put(area.Column, area.Row, Entries[entry / 2].Term, canvas.Theme.Key, area.Columns);
        }
        else if (entry >= 0)
        {
            PutMeaning(entry / 2, area, 1);
        }
    }

    private void PutMeaning(int entry, Rect area, int indent) =>
        canvas.Screen.Put(area.Column + indent, area.Row, Entries[entry].Meaning, canvas.Theme.Text, area.Columns - indent);
}
