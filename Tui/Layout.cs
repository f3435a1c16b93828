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

    /// <summary>All that the views other than the dashboard need: what the frame leaves, and the footer.</summary>
    public Rect Inside => Frame.Inset(2, 1) is var inside ? inside.Top(inside.Rows - Footer.Rows) : default;

    /// <param name="noticeLines">Lines that there are to show; a small screen shows fewer.</param>
    /// <param name="footerLines">Lines that must be shown below them; a large screen shows one at least.</param>
    public static Layout Of(Rect screen, int noticeLines, int footerLines)
    {
        LayoutMode mode = ModeOf(screen);
        if (mode == LayoutMode.TooSmall)
        {
            return new Layout(mode, screen, default, default, default, default, default);
        }

        (int bannerRows, int overviewRows, int mostNotices) = mode switch
        {
            LayoutMode.Full => (1, FullOverviewRows, 4),
            LayoutMode.Folded => (0, FoldedOverviewRows, 3),
            _ => (0, CompactOverviewRows, 1),
        };
        int notices = Math.Min(noticeLines, mostNotices);
        int footer = screen.Rows < FooterRows ? footerLines : Math.Max(footerLines, 1);
        Rect whole = screen.Inset(2, 1);
        Rect inside = whole.Top(whole.Rows - footer);
        Rect rest = inside.Below(bannerRows + overviewRows);
        return new Layout(
            mode,
            screen,
            inside.Top(bannerRows),
            inside.Below(bannerRows).Top(overviewRows),
            rest.Top(rest.Rows - notices),
            rest.Below(rest.Rows - notices),
            whole.Below(whole.Rows - footer));
    }

    private static LayoutMode ModeOf(Rect screen) =>
        screen.Columns < MinColumns || screen.Rows < MinRows ? LayoutMode.TooSmall
        : screen.Rows >= FullRows ? LayoutMode.Full
        : screen.Rows >= FoldedRows && screen.Columns >= FoldedColumns ? LayoutMode.Folded
        : LayoutMode.Compact;
}
