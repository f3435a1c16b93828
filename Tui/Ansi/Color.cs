namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>A colour of a cell: the terminal's default, one of its palette, or 24 bits of red, green and blue.</summary>
internal readonly record struct Color
{
    private const int KindShift = 24;
    private const uint ValueMask = 0xFFFFFF;

    private readonly uint _bits;

    private Color(ColorKind kind, uint value) => _bits = ((uint)kind << KindShift) | value;

    public static Color Default => default;
    public static Color Black => Palette16(0);
    public static Color Red => Palette16(1);
    public static Color Green => Palette16(2);
    public static Color Yellow => Palette16(3);
    public static Color Blue => Palette16(4);
    public static Color Magenta => Palette16(5);
    public static Color Cyan => Palette16(6);
    public static Color White => Palette16(7);
    public static Color BrightBlack => Palette16(8);
    public static Color BrightRed => Palette16(9);
    public static Color BrightGreen => Palette16(10);
    public static Color BrightYellow => Palette16(11);
    public static Color BrightBlue => Palette16(12);
    public static Color BrightMagenta => Palette16(13);
    public static Color BrightCyan => Palette16(14);
    public static Color BrightWhite => Palette16(15);

    public ColorKind Kind => (ColorKind)(_bits >> KindShift);

    /// <summary>The palette index, or 0xRRGGBB; 0 for the default colour.</summary>
    public int Value => (int)(_bits & ValueMask);

    /// <param name="index">0 to 15; 8 and above are the bright ones.</param>
    public static Color Palette16(int index) => new(ColorKind.Palette16, (uint)index & 15);

    public static Color Palette256(byte index) => new(ColorKind.Palette256, index);

    public static Color Rgb(byte red, byte green, byte blue) => new(ColorKind.Rgb, ((uint)red << 16) | ((uint)green << 8) | blue);
}
