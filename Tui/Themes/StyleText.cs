using System.Globalization;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Themes;

/// <summary>
/// Takes a style apart as the Python library Rich writes it (its documentation, "Styles"): attributes, <c>not</c> before one, a
/// colour, <c>on</c> and a background. Attributes that are no part of a cell here are understood and left out.
/// </summary>
internal static class StyleText
{
    /// <returns>False when a word is neither a colour nor an attribute.</returns>
    public static bool TryParse(string text, out Style style)
    {
        style = Style.Plain;
        bool isNegated = false;
        bool isBackground = false;
        foreach (string word in text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isNegated && !isBackground && word is "not" or "on")
            {
                (isNegated, isBackground) = (word == "not", word == "on");
                continue;
            }

            if (!isBackground && TryParseAttribute(word, out TextAttributes attribute))
            {
                TextAttributes attributes = isNegated ? style.Attributes & ~attribute : style.Attributes | attribute;
                style = style with { Attributes = attributes };
            }
            else if (!isNegated && TryParseColor(word, out Color color))
            {
                style = isBackground ? style with { Background = color } : style with { Foreground = color };
            }
            else
            {
                return false;
            }

            (isNegated, isBackground) = (false, false);
        }

        return !isNegated && !isBackground;
    }

    private static bool TryParseAttribute(string word, out TextAttributes attribute)
    {
        (bool isKnown, attribute) = word switch
        {
            "bold" or "b" => (true, TextAttributes.Bold),
            "dim" or "d" => (true, TextAttributes.Dim),
            "underline" or "u" => (true, TextAttributes.Underline),
            "reverse" or "r" => (true, TextAttributes.Reverse),
            "italic" or "i" or "strike" or "s" or "blink" or "blink2" or "conceal" or "c" or "underline2" or "uu"
                or "frame" or "encircle" or "overline" or "o" or "none" => (true, TextAttributes.None),
            _ => (false, TextAttributes.None),
        };
        return isKnown;
    }

    private static bool TryParseColor(string word, out Color color)
    {
        color = Color.Default;
        return word == "default" || ColorNames.TryFind(word, out color) || TryParseHex(word, out color)
            || TryParseNumbers(word, out color);
    }

    /// <summary><c>#rrggbb</c>.</summary>
    private static bool TryParseHex(string word, out Color color)
    {
        color = Color.Default;
        if (word.Length != 7 || word[0] != '#'
            || !int.TryParse(word.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rgb))
        {
            return false;
        }

        color = Color.Rgb((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
        return true;
    }

    /// <summary><c>color(208)</c>, or <c>rgb(255,135,0)</c>.</summary>
    private static bool TryParseNumbers(string word, out Color color)
    {
        color = Color.Default;
        if (TryParseBytes(word, "color(", out byte[] index) && index.Length == 1)
        {
            color = index[0] < 16 ? Color.Palette16(index[0]) : Color.Palette256(index[0]);
            return true;
        }

        if (TryParseBytes(word, "rgb(", out byte[] rgb) && rgb.Length == 3)
        {
            color = Color.Rgb(rgb[0], rgb[1], rgb[2]);
            return true;
        }

        return false;
    }

    private static bool TryParseBytes(string word, string start, out byte[] bytes)
    {
        bytes = [];
        if (!word.StartsWith(start, StringComparison.Ordinal) || !word.EndsWith(')'))
        {
            return false;
        }

        string[] parts = word[start.Length..^1].Split(',');
        bytes = new byte[parts.Length];
        for (int index = 0; index < parts.Length; index++)
        {
            if (!byte.TryParse(parts[index], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[index]))
            {
                return false;
            }
        }

        return true;
    }
}
