namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>What is known of the terminal's cursor and pen.</summary>
/// <param name="Row">0-based, or <see cref="UnknownRow"/>.</param>
/// <param name="Column">0-based, or <see cref="UnknownColumn"/>; the row can be known without it.</param>
/// <param name="Pen">What the next character is written in; null when not known.</param>
internal readonly record struct AnsiState(int Row, int Column, Style? Pen)
{
    public const int UnknownRow = -1;
    public const int UnknownColumn = -10;

    public static AnsiState Unknown => new(UnknownRow, UnknownColumn, null);

    /// <summary>After the terminal was reset and cleared.</summary>
    public static AnsiState Home => new(0, 0, Style.Plain);
}
