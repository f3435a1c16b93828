namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>The colour of a smaller palette that looks most like a given one.</summary>
internal static class NearestColor
{
    /// <summary>Below this a colour is a grey to the eye.</summary>
    private const double GreyChroma = 0.05;

    /// <summary>The first colour of the cube: the 16 before it are the user's own and look like anything.</summary>
    private const int FirstCubeIndex = 16;

    private const int FirstGreyIndex = 232;

    /// <summary>The lightness up to which a grey is black, bright black and white; above it is bright white. Bright black has the
    /// widest range: it alone is seen on any background.</summary>
    private static readonly double[] GreySteps = [0.3, 0.85, 0.955];

    /// <summary>The families of the 16 colours by the hue in degrees where each ends, and the lightness from which its bright one
    /// is meant (half way between the two in xterm). Orange is of yellow's family, as in most palettes.</summary>
    private static readonly (double EndDegrees, Color Normal, double BrightFrom)[] Families =
    [
        (48, Color.Red, 0.58),
        (122, Color.Yellow, 0.90),
        (172, Color.Green, 0.80),
        (228, Color.Cyan, 0.84),
        (292, Color.Blue, 0.50),
        (355, Color.Magenta, 0.65),
        (360, Color.Red, 0.58),
    ];

    private static OkLab[]? _palette256;

    /// <summary>The colour itself where the mode has it, else the nearest one; the default colour without colours.</summary>
    public static Color In(ColorMode mode, Color color) => (mode, color.Kind) switch
    {
        (ColorMode.None, _) => Color.Default,
        (ColorMode.Ansi16, ColorKind.Rgb) => Of16(color.Value),
        (ColorMode.Ansi16, ColorKind.Palette256) when color.Value < FirstCubeIndex => Color.Palette16(color.Value),
        (ColorMode.Ansi16, ColorKind.Palette256) => Of16(RgbOf(color.Value)),
        (ColorMode.Palette256, ColorKind.Rgb) => Of256(color.Value),
        _ => color,
    };

    /// <summary>The style with its colours replaced so.</summary>
    public static Style In(ColorMode mode, Style style) =>
        style with { Foreground = In(mode, style.Foreground), Background = In(mode, style.Background) };

    /// <summary>By family and brightness: the 16 colours are the user's palette, and no more is certain of it.</summary>
    private static Color Of16(int rgb)
    {
        OkLab wanted = OkLab.Of(rgb);
        if (wanted.Chroma < GreyChroma)
        {
            int step = 0;
            while (step < GreySteps.Length && wanted.Lightness > GreySteps[step])
            {
                step++;
            }

            return step switch { 0 => Color.Black, 1 => Color.BrightBlack, 2 => Color.White, _ => Color.BrightWhite };
        }

        int family = 0;
        while (wanted.HueDegrees > Families[family].EndDegrees)
        {
            family++;
        }

        (_, Color normal, double brightFrom) = Families[family];
        return wanted.Lightness < brightFrom ? normal : Color.Palette16(normal.Value + 8);
    }

    private static Color Of256(int rgb)
    {
        OkLab[] palette = _palette256 ??= CreatePalette256();
        OkLab wanted = OkLab.Of(rgb);
        int nearest = 0;
        for (int index = 1; index < palette.Length; index++)
        {
            if (palette[index].DistanceTo(wanted) < palette[nearest].DistanceTo(wanted))
            {
                nearest = index;
            }
        }

        return Color.Palette256((byte)(FirstCubeIndex + nearest));
    }

    private static OkLab[] CreatePalette256()
    {
        OkLab[] palette = new OkLab[256 - FirstCubeIndex];
        for (int index = 0; index < palette.Length; index++)
        {
            palette[index] = OkLab.Of(RgbOf(FirstCubeIndex + index));
        }

        return palette;
    }

    /// <summary>What xterm shows for an index (256colres.pl in its sources): a cube of 6x6x6, then 24 greys.</summary>
    /// <param name="index">From <see cref="FirstCubeIndex"/> on.</param>
    private static int RgbOf(int index)
    {
        if (index >= FirstGreyIndex)
        {
            return (8 + (10 * (index - FirstGreyIndex))) * 0x010101;
        }

        int cube = index - FirstCubeIndex;
        return (CubeLevel(cube / 36) << 16) | (CubeLevel(cube / 6 % 6) << 8) | CubeLevel(cube % 6);
    }

    private static int CubeLevel(int step) => step == 0 ? 0 : 55 + (40 * step);
}
