using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The current messages in full: the dashboard has a line or two for each.</summary>
internal sealed class HelpMessages(Canvas canvas) : IHelpSection
{
    private readonly List<WrappedText> _texts = [];

    private IReadOnlyList<Notice> _notices = [];

    public int Prepare(DashboardState state, int columns)
    {
        _notices = state.Notices;
        int lines = 0;
        for (int i = 0; i < _notices.Count; i++)
        {
            if (i == _texts.Count)
            {
                _texts.Add(new WrappedText(canvas.Sanitizer));
            }

            _texts[i].Set(_notices[i].Everything, columns);
            lines += _texts[i].Count;
        }

        // A heading, and a blank line below.
        return lines == 0 ? 0 : lines + 2;
    }

    public void DrawLine(int line, Rect area)
    {
        if (line == 0)
        {
            canvas.Screen.Put(area.Column, area.Row, canvas.Theme.Header, $"Messages", area.Columns);
            return;
        }

        line--;
        for (int i = 0; i < _notices.Count; i++)
        {
            if (line < _texts[i].Count)
            {
                canvas.Screen.Put(area.Column, area.Row, _texts[i][line], Format.NoticeStyle(canvas.Theme, _notices[i].Kind), area.Columns);
                return;
            }

            line -= _texts[i].Count;
        }
    }
}
