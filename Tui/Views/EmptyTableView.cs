using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>What stands in a table without rows: why there are none.</summary>
internal sealed class EmptyTableView(Canvas canvas, DashboardOptions options)
{
    private readonly WrappedText _text = new(canvas.Sanitizer);
    private readonly string _nothingStored = NothingStored(options);

    /// <param name="area">Below the header.</param>
    public void Draw(DashboardState state, Rect area)
    {
        if (area.IsEmpty || state.Rows.Count > 0)
        {
            return;
        }

        if (state.Rows.HeldCount > 0)
        {
            canvas.Screen.Put(area.Column, area.Row, canvas.Theme.Hint, NothingPasses(state, area.Columns), area.Columns);
            return;
        }

        _text.Set(state.Book.HasReadStore ? _nothingStored : "Waiting for traces", area.Columns);
        for (int line = 0; line < Math.Min(_text.Count, area.Rows); line++)
        {
            canvas.Screen.Put(area.Column, area.Row + line, _text[line], canvas.Theme.Hint, area.Columns);
        }
    }

    private static SafeFormat NothingPasses(DashboardState state, int columns)
    {
        // In the open field Esc has another meaning.
        SafeFormat advice = state.Filter.IsOpen ? SafeFormat.Of($"") : $" Esc clears it.";
        SafeFormat whole = $"None of the {state.Rows.HeldCount:N0} held passes the filter.{advice}";
        return whole.Columns <= columns ? whole : $"None passes.{advice}";
    }

    /// <summary>A project or an environment that nobody writes for looks like an empty store: it is named.</summary>
    private static string NothingStored(DashboardOptions options) => (Shown(options.ProjectId), Shown(options.Environment)) switch
    {
        (null, null) => "No traces yet. Run \"tracellm trace\" to generate traces.",
        (var project, null) => $"No traces of project {project} yet. Check --project.",
        (null, var environment) => $"No traces of environment {environment} yet. Check --environment.",
        var (project, environment) => $"No traces of project {project} in environment {environment} yet. Check --project and --environment.",
    };

    private static string? Shown(string? name) => name is null ? null : TraceText.Cut(name, Trace.MaxNameCharacters);
}
