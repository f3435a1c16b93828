using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui;

/// <summary>How the dashboard divides a screen of a size.</summary>
internal enum LayoutMode
{
    /// <summary>Below the minimum: one line that says so.</summary>
    TooSmall,

    /// <summary>Short or narrow: the figures on two bare lines, the table without its box.</summary>
    Compact,

    /// <summary>Below 30 rows: the figures in two columns, <c>Monitor active</c> in the title.</summary>
    Folded,

    Full,
}

/// <summary>The areas of the screen; areas that a mode does not have are empty.</summary>
/// <param name="Mode">How it is divided.</param>
/// <param name="Frame">The outer box, the whole screen.</param>
/// <param name="Banner">The line <c>Monitor active</c>.</param>
/// <param name="Overview">The figures, their box included.</param>
/// <param name="Table">The traces, their box included.</param>
/// <param name="Notices">Errors, advice, counts of what went wrong.</param>
/// <param name="Footer">The keys that matter, or the field that is open.</param>
internal readonly record struct Layout(
    LayoutMode Mode, Rect Frame, Rect Banner, Rect Overview, Rect Table, Rect Notices, Rect Footer)
{
    public const int MinColumns = 40;
    public const int MinRows = 10;

    private const int FullRows = 30;
    private const int FoldedRows = 16;
    private const int FoldedColumns = 70;
    private const int FullOverviewRows = 9;
    private const int FoldedOverviewRows = 6;
    private const int CompactOverviewRows = 2;

    /// <summary>A screen of fewer rows has a footer only while it says more than the keys.</summary>
    private const int FooterRows = 14;

    /// <summary>Lines of errors and advice at most while the table could fill theirs, from <see cref="FoldedRows"/> on; below, one.</summary>
    private const int MostNotices = 3;

    /// <summary>From <see cref="TallRows"/> on: at 80x24 eight traces stay beside them.</summary>
    private const int MostNoticesOfTall = 4;

    private const int TallRows = 24;

    /// <summary>From <see cref="FullRows"/> on an error may always take a second line.</summary>
    private const int MostNoticesOfFull = 6;

    /// <summary>All that the views other than the dashboard need: what the frame, the footer and the notices leave.</summary>
    public Rect Inside => Frame.Inset(2, 1) is var inside ? inside.Top(inside.Rows - Footer.Rows - Notices.Rows) : default;

    /// <summary>The width of a line between the edges of the frame.</summary>
    public static int LineColumns(Rect screen) => Math.Max(screen.Inset(2, 1).Columns, 1);

    /// <param name="noticeLines">Lines that there are to show; a small screen shows fewer.</param>
    /// <param name="footerLines">Lines that must be shown below them; a large screen shows one at least.</param>
    /// <param name="tableLines">Lines that the table fills: rows that it leaves empty are for notices.</param>
    public static Layout Of(Rect screen, int noticeLines, int footerLines, int tableLines)
    {
        LayoutMode mode = ModeOf(screen);
        if (mode == LayoutMode.TooSmall)
        {
            return new Layout(mode, screen, default, default, default, default, default);
        }

        (int bannerRows, int overviewRows, int boxRows) = mode switch
        {
            LayoutMode.Full => (1, FullOverviewRows, 2),
            LayoutMode.Folded => (0, FoldedOverviewRows, 2),
            _ => (0, CompactOverviewRows, 0),
        };
        Rect whole = screen.Inset(2, 1);
        Rect inside = whole.Top(whole.Rows - FooterLines(screen, footerLines));
        Rect rest = inside.Below(bannerRows + overviewRows);
        // A second line of the footer costs the notices one, not the table.
        int most = MostNoticesOf(screen) - Math.Max(footerLines - 1, 0);
        int notices = Math.Min(noticeLines, Math.Max(Math.Max(most, 1), rest.Rows - boxRows - Math.Min(tableLines, rest.Rows)));
        return new Layout(
            mode,
            screen,
            inside.Top(bannerRows),
            inside.Below(bannerRows).Top(overviewRows),
            rest.Top(rest.Rows - notices),
            rest.Below(rest.Rows - notices),
            whole.Below(inside.Rows));
    }

    /// <summary>For a view that covers all but the frame: <see cref="Inside"/>.</summary>
    /// <inheritdoc cref="Of"/>
    public static Layout OfOneView(Rect screen, int noticeLines, int footerLines)
    {
        LayoutMode mode = ModeOf(screen);
        Rect whole = screen.Inset(2, 1);
        Rect inside = whole.Top(whole.Rows - FooterLines(screen, footerLines));
        return mode == LayoutMode.TooSmall
            ? new Layout(mode, screen, default, default, default, default, default)
            : new Layout(mode, screen, default, default, default, inside.Below(inside.Rows - noticeLines), whole.Below(inside.Rows));
    }

    private static int FooterLines(Rect screen, int needed) => screen.Rows < FooterRows ? needed : Math.Max(needed, 1);

    private static int MostNoticesOf(Rect screen) => screen.Rows switch
    {
        >= FullRows => MostNoticesOfFull,
        >= TallRows => MostNoticesOfTall,
        >= FoldedRows => MostNotices,
        _ => 1,
    };

    private static LayoutMode ModeOf(Rect screen) =>
        screen.Columns < MinColumns || screen.Rows < MinRows ? LayoutMode.TooSmall
        : screen.Rows >= FullRows ? LayoutMode.Full
        : screen.Rows >= FoldedRows && screen.Columns >= FoldedColumns ? LayoutMode.Folded
        : LayoutMode.Compact;
}
