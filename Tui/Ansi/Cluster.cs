namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>A base character with one to four combining marks; unused marks are 0.</summary>
internal readonly record struct Cluster(int Base, int Mark1, int Mark2, int Mark3, int Mark4)
{
    public const int MaxMarks = 4;

    /// <param name="runes">A base and its marks; more than <see cref="MaxMarks"/> are left out.</param>
    public static Cluster Of(ReadOnlySpan<TextRune> runes) =>
        new(runes[0].CodePoint, MarkAt(runes, 1), MarkAt(runes, 2), MarkAt(runes, 3), MarkAt(runes, 4));

    /// <param name="index">0 for the base, then the marks.</param>
    /// <returns>0 when there is none.</returns>
    public int CodePointAt(int index) => index switch
    {
        0 => Base,
        1 => Mark1,
        2 => Mark2,
        3 => Mark3,
        4 => Mark4,
        _ => 0,
    };

    private static int MarkAt(ReadOnlySpan<TextRune> runes, int index) => index < runes.Length ? runes[index].CodePoint : 0;
}
