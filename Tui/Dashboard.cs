using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Views;
using TraceLlm.Monitor.Tui.Views.Detail;

namespace TraceLlm.Monitor.Tui;

/// <summary>Draws the whole dashboard: divides the screen by its size and calls the views.</summary>
internal sealed class Dashboard
{
    private readonly Canvas _canvas;
    private readonly FrameView _frame;
    private readonly OverviewView _overview;
    private readonly TraceTableView _table;
    private readonly NoticeView _notices;
    private readonly FooterView _footer;
    private readonly HelpView _help;
    private readonly DetailView _detail;
    private readonly ModelsView _models;

    public Dashboard(Canvas canvas, DashboardOptions options)
    {
        _canvas = canvas;
        _frame = new FrameView(canvas, options);
        _overview = new OverviewView(canvas);
        _table = new TraceTableView(canvas, options);
        _notices = new NoticeView(canvas);
        _footer = new FooterView(canvas);
        _help = new HelpView(canvas);
        _detail = new DetailView(canvas, options.FindTimeZone);
        _models = new ModelsView(canvas);
    }

    public void Render(DashboardState state)
    {
        ScreenBuffer screen = _canvas.Screen;
        screen.Clear();
        Layout layout = LayoutOf(state);
        if (layout.Mode == LayoutMode.TooSmall)
        {
            DrawTooSmall(screen);
            return;
        }

        _frame.Draw(state, layout);
        _footer.Draw(state, layout);
        _notices.Draw(state.Notices, layout.Notices);
        if (state.Help.IsOpen)
        {
            _help.Draw(state, layout.Inside);
        }
        else if (state.Detail.IsOpen)
        {
            _detail.Draw(state, layout.Inside);
        }
        else
        {
            DrawLists(state, layout);
        }
    }

    private Layout LayoutOf(DashboardState state)
    {
        Rect screen = _canvas.Screen.Bounds;
        int notices = _notices.Prepare(state.Notices, Layout.LineColumns(screen));
        int footer = _footer.LinesNeeded(state, Layout.LineColumns(screen));
        return state.Help.IsOpen || state.Detail.IsOpen
            ? Layout.OfOneView(screen, NoticeView.HasError(state.Notices) ? 1 : 0, footer)
            : Layout.Of(screen, notices, footer, state.Models.IsOpen ? int.MaxValue : TraceTableView.LinesWanted(state));
    }

    private void DrawLists(DashboardState state, Layout layout)
    {
        _overview.Draw(state, layout);
        if (state.Models.IsOpen)
        {
            _models.Draw(state, layout);
        }
        else
        {
            _table.Draw(state, layout);
        }
    }

    private void DrawTooSmall(ScreenBuffer screen)
    {
        SafeFormat text = $"Needs {Layout.MinColumns}x{Layout.MinRows}, has {screen.Columns}x{screen.Rows}";
        text = text.Columns <= screen.Columns ? text : $"Needs {Layout.MinColumns}x{Layout.MinRows}";
        screen.Put(Math.Max((screen.Columns - text.Columns) / 2, 0), screen.Rows / 2, _canvas.Theme.Caution, text);
    }
}
