namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>How a cell looks. The default value is plain text in the terminal's own colours.</summary>
internal readonly record struct Style(
    Color Foreground, TextAttributes Attributes = TextAttributes.None, Color Background = default)
{
    private const TextAttributes VisibleOnBlank = TextAttributes.Underline | TextAttributes.Reverse;

    public static Style Plain => default;

    /// <summary>A space in this style looks like an erased cell: what the foreground is does not matter.</summary>
    public bool IsInvisibleOnBlank => Background == Color.Default && (Attributes & VisibleOnBlank) == 0;

    /// <summary>Written out because the generated one boxes the enum in code that is not optimised.</summary>
    public bool Equals(Style other) =>
        Foreground == other.Foreground && Background == other.Background && Attributes == other.Attributes;

    public override int GetHashCode() => HashCode.Combine(Foreground, Background, (int)Attributes);
}
