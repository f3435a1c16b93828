namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>A code point that may be drawn, with its columns: the unit of <see cref="SafeText"/>. A cluster is one base and the
/// marks after it.</summary>
internal readonly record struct TextRune
{
    private const int ColumnsShift = 21;
    private const uint CodePointMask = (1u << ColumnsShift) - 1;
    private const uint GuardBit = 1u << 23;

    private readonly uint _bits;

    private TextRune(int codePoint, uint columns, uint guard) => _bits = (uint)codePoint | (columns << ColumnsShift) | guard;

    /// <summary>U+FFFD.</summary>
    public static TextRune Replacement => Narrow(0xFFFD);

    public int CodePoint => (int)(_bits & CodePointMask);

    /// <summary>0 for a mark on the rune before it, else 1 or 2.</summary>
    public int Columns => (int)(_bits >> ColumnsShift) & 3;

    /// <summary>A terminal may disagree about the columns: its row is repainted as a whole.</summary>
    public bool IsGuarded => (_bits & GuardBit) != 0;

    public static TextRune Narrow(int codePoint) => new(codePoint, 1, 0);

    public static TextRune Uncertain(int codePoint) => new(codePoint, 1, GuardBit);

    public static TextRune Wide(int codePoint) => new(codePoint, 2, GuardBit);

    public static TextRune Mark(int codePoint) => new(codePoint, 0, GuardBit);
}
