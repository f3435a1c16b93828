using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>The characters that the dashboard is drawn with, each one column wide.</summary>
internal sealed class Glyphs
{
    private Glyphs()
    {
    }

    public static Glyphs Unicode { get; } = new()
    {
        TextMode = TextMode.Unicode,
        TopLeft = new Rune('╭'),
        TopRight = new Rune('╮'),
        BottomLeft = new Rune('╰'),
        BottomRight = new Rune('╯'),
        Horizontal = new Rune('─'),
        Vertical = new Rune('│'),
        Dot = new Rune('●'),
        Ellipsis = new Rune('…'),
        Separator = new Rune('·'),
        Up = new Rune('▲'),
        Down = new Rune('▼'),
        Selection = new Rune('▸'),
        Bar = new Rune('█'),
        Levels = [.. "▁▂▃▄▅▆▇█".EnumerateRunes()],
    };

    public static Glyphs Ascii { get; } = new()
    {
        TextMode = TextMode.Ascii,
        TopLeft = new Rune('+'),
        TopRight = new Rune('+'),
        BottomLeft = new Rune('+'),
        BottomRight = new Rune('+'),
        Horizontal = new Rune('-'),
        Vertical = new Rune('|'),
        Dot = new Rune('*'),
        Ellipsis = new Rune('~'),
        Separator = new Rune('-'),
        Up = new Rune('^'),
        Down = new Rune('v'),
        Selection = new Rune('>'),
        Bar = new Rune('='),
        Levels = [.. "_.:-=+*#".EnumerateRunes()],
    };

    public required TextMode TextMode { get; init; }
    public required Rune TopLeft { get; init; }
    public required Rune TopRight { get; init; }
    public required Rune BottomLeft { get; init; }
    public required Rune BottomRight { get; init; }
    public required Rune Horizontal { get; init; }
    public required Rune Vertical { get; init; }

    /// <summary>Stands before a status word.</summary>
    public required Rune Dot { get; init; }

    /// <summary>Ends a text that was cut.</summary>
    public required Rune Ellipsis { get; init; }

    /// <summary>Stands between the parts of a line.</summary>
    public required Rune Separator { get; init; }

    /// <summary>Ascending order, or more above.</summary>
    public required Rune Up { get; init; }

    /// <summary>Descending order, or more below.</summary>
    public required Rune Down { get; init; }

    /// <summary>Marks the selected row.</summary>
    public required Rune Selection { get; init; }

    /// <summary>One cell of a bar.</summary>
    public required Rune Bar { get; init; }

    /// <summary>Low to high, eight steps: the cells of a sparkline.</summary>
    public required Rune[] Levels { get; init; }

    public static Glyphs For(TextMode mode) => mode == TextMode.Ascii ? Ascii : Unicode;
}
