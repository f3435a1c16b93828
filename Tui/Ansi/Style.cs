namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>How a cell looks. The default value is plain text in the terminal's own colours.</summary>
internal readonly record struct Style(
    Color Foreground, TextAttributes Attributes = TextAttributes.None, Color Background = default)
{
    private const TextAttributes VisibleOnBlank = TextAttributes.Underline | TextAttributes.Reverse;

    public static Style Plain => default;

    /// <summary>A space in this style looks like an erased cell: what the foreground is does not matter.</summary>
    public bool IsInvisibleOnBlank => Background == Color.Default && (Attributes & VisibleOnBlank) == 0;
}
