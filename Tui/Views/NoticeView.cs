using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The lines below the table: what went wrong, what to do about it, how often something was left out.</summary>
internal sealed class NoticeView(Canvas canvas)
{
    /// <summary>An error may take a second line.</summary>
    private const int MostErrorRows = 2;

    /// <summary>A store's error, its advice, the backend's, what was left out.</summary>
    private const int MostNotices = 4;

    private readonly NoticeLine[] _lines = [new(canvas), new(canvas), new(canvas), new(canvas)];
    private readonly int[] _rows = new int[MostNotices];

    /// <summary>Looks at what there is to show.</summary>
    /// <param name="columns">The width of a line.</param>
    /// <returns>The lines that it fills where there is room.</returns>
    public int Prepare(IReadOnlyList<Notice> notices, int columns)
    {
        int sum = 0;
        for (int i = 0; i < notices.Count; i++)
        {
            _rows[i] = _lines[i].Prepare(notices[i], columns, notices[i].Kind == NoticeKind.Error ? MostErrorRows : 1);
            sum += _rows[i];
        }

        return sum;
    }

    /// <summary>Whether there is an error, of which even what covers the dashboard leaves a line.</summary>
    public static bool HasError(IReadOnlyList<Notice> notices) => notices.Count > 0 && notices[0].Kind == NoticeKind.Error;

    /// <summary>Draws as many as the area has rows for, the gravest first: that is rather whole than that all are there.</summary>
    public void Draw(IReadOnlyList<Notice> notices, Rect area)
    {
        Rect rest = area;
        for (int i = 0; i < notices.Count && !rest.IsEmpty; i++)
        {
            int rows = Math.Min(_rows[i], rest.Rows);
            _lines[i].Draw(rest.Top(rows), Format.NoticeStyle(canvas.Theme, notices[i].Kind));
            rest = rest.Below(rows);
        }
    }
}
