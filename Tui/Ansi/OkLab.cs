namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>A colour as the eye measures it: OKLab (Björn Ottosson, "A perceptual color space for image processing").</summary>
/// <param name="Lightness">0 is black, 1 is white.</param>
/// <param name="GreenRed">Negative is green, positive is red.</param>
/// <param name="BlueYellow">Negative is blue, positive is yellow.</param>
internal readonly record struct OkLab(double Lightness, double GreenRed, double BlueYellow)
{
    /// <summary>How much a difference of tint counts against one of lightness, squared. With 1, dark and pale colours turn into
    /// the grey of their lightness; a theme means the tint.</summary>
    private const double TintWeight = 4;

    /// <summary>0 for a grey, about 0.3 for the strongest colours.</summary>
    public double Chroma => Math.Sqrt((GreenRed * GreenRed) + (BlueYellow * BlueYellow));

    /// <summary>0 to 360: about 29 for red, 110 yellow, 142 green, 195 cyan, 264 blue, 328 magenta.</summary>
    public double HueDegrees
    {
        get
        {
            double degrees = Math.Atan2(BlueYellow, GreenRed) * (180 / Math.PI);
            return degrees < 0 ? degrees + 360 : degrees;
        }
    }

    /// <param name="rgb">0xRRGGBB in sRGB.</param>
    public static OkLab Of(int rgb)
    {
        double red = Linear(rgb >> 16);
        double green = Linear(rgb >> 8);
        double blue = Linear(rgb);
        double l = Math.Cbrt((0.4122214708 * red) + (0.5363325363 * green) + (0.0514459929 * blue));
        double m = Math.Cbrt((0.2119034982 * red) + (0.6806995451 * green) + (0.1073969566 * blue));
        double s = Math.Cbrt((0.0883024619 * red) + (0.2817188376 * green) + (0.6299787005 * blue));
        return new OkLab(
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
            (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s));
    }

    /// <summary>How different two colours look, squared; for comparing only.</summary>
    public double DistanceTo(OkLab other)
    {
        double lightness = Lightness - other.Lightness;
        double greenRed = GreenRed - other.GreenRed;
        double blueYellow = BlueYellow - other.BlueYellow;
        return (lightness * lightness) + (TintWeight * ((greenRed * greenRed) + (blueYellow * blueYellow)));
    }

    /// <summary>The light that a byte of sRGB stands for, 0 to 1 (IEC 61966-2-1).</summary>
    private static double Linear(int component)
    {
        double value = (component & 0xFF) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
