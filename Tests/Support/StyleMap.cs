using System.Text;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>The styles of a screen as text: a letter for each cell, and what the letters stand for.</summary>
internal static class StyleMap
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    private static readonly string[] ColorNames = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

    public static string Of(ScreenBuffer screen)
    {
        List<Style> styles = [];
        var text = new StringBuilder();
        for (int row = 0; row < screen.Rows; row++)
        {
            var line = new StringBuilder();
            foreach (Cell cell in screen.Cells.Slice(row * screen.Columns, screen.Columns))
            {
                line.Append(LetterOf(screen.Styles[cell.StyleId], cell.Glyph == ' ', styles));
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }

        text.Append('\n');
        for (int index = 0; index < styles.Count; index++)
        {
            text.Append($"{Letters[index]} {NameOf(styles[index])}\n");
        }

        return text.ToString();
    }

    /// <summary>As Rich would write it.</summary>
    private static string NameOf(Style style)
    {
        List<string> words = [];
        foreach (TextAttributes attribute in Enum.GetValues<TextAttributes>())
        {
            if (attribute != TextAttributes.None && style.Attributes.HasFlag(attribute))
            {
                words.Add(attribute.ToString().ToLowerInvariant());
            }
        }

        words.Add(NameOf(style.Foreground));
        return string.Join(' ', style.Background == Color.Default ? words : [.. words, "on", NameOf(style.Background)]);
    }

    private static string NameOf(Color color) => color.Kind switch
    {
        ColorKind.Default => "default",
        ColorKind.Palette16 => $"{(color.Value < 8 ? "" : "bright_")}{ColorNames[color.Value % 8]}",
        ColorKind.Palette256 => $"color({color.Value})",
        _ => $"#{color.Value:x6}",
    };

    private static char LetterOf(Style style, bool isBlank, List<Style> styles)
    {
        if (style == Style.Plain || (isBlank && style.IsInvisibleOnBlank))
        {
            return isBlank ? ' ' : '.';
        }

        if (!styles.Contains(style))
        {
            styles.Add(style);
        }

        return Letters[styles.IndexOf(style)];
    }
}
