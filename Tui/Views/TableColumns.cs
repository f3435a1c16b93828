using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>Where the columns of the trace table stand. A column that there is no room for has no width.</summary>
/// <param name="Gap">Blank columns between two of them.</param>
internal readonly record struct TableColumns(int Gap, int Time, int Status, int Model, int Latency, int Tokens, int Steps, int Prompt)
{
    /// <summary><c>14:22:10</c> and <c>Time UTC</c>.</summary>
    private const int ShortTimeColumns = 8;

    /// <summary><c>05-29 01:24</c>.</summary>
    private const int LongTimeColumns = 11;

    /// <summary><c>SUCCESS</c>, <c>WARNING</c>.</summary>
    private const int StatusColumns = 7;

    /// <summary><c>9999999ms</c>.</summary>
    private const int LatencyColumns = 9;

    /// <summary><c>999,999</c>; more is shown in thousands.</summary>
    private const int TokensColumns = 7;

    private const int StepsColumns = 5;

    /// <summary>Below this table width one blank column stands between two columns, else two.</summary>
    private const int NarrowTable = 50;

    /// <summary>A prompt of fewer columns says nothing: other columns give way first.</summary>
    private const int LeastPrompt = 12;

    private const int LeastPromptOfNarrow = 6;

    /// <param name="columns">The width of the table.</param>
    /// <param name="showsDates">A row of another day is among the rows.</param>
    public static TableColumns Of(int columns, bool showsDates)
    {
        int gap = columns < NarrowTable ? 1 : 2;
        int time = showsDates ? LongTimeColumns : ShortTimeColumns;
        int left = columns - time - StatusColumns - (2 * gap);
        int latency = Take(ref left, LatencyColumns, gap, LeastPromptOfNarrow);
        int model = Take(ref left, ModelColumns(columns), gap, LeastPrompt);
        int tokens = Take(ref left, TokensColumns, gap, LeastPrompt);
        int steps = Take(ref left, StepsColumns, gap, LeastPrompt);
        return new TableColumns(gap, time, StatusColumns, model, latency, tokens, steps, Math.Max(left, 0));
    }

    /// <summary>0: there is no such column.</summary>
    public int WidthOf(SortColumn column) => column switch
    {
        SortColumn.Time => Time,
        SortColumn.Latency => Latency,
        SortColumn.Tokens => Tokens,
        SortColumn.Steps => Steps,
        SortColumn.Status => Status,
        SortColumn.Model => Model,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>A wider table shows more of the model's name.</summary>
    private static int ModelColumns(int tableColumns) => tableColumns switch
    {
        < 100 => 14,
        < 130 => 18,
        _ => 26,
    };

    private static int Take(ref int left, int columns, int gap, int leastPrompt)
    {
        if (left - columns - gap < leastPrompt)
        {
            return 0;
        }

        left -= columns + gap;
        return columns;
    }
}
