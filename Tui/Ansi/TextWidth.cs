using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Looks code points up in <see cref="WidthTable"/>. East Asian Ambiguous characters have one column.</summary>
internal static class TextWidth
{
    /// <summary>Below it (Basic Latin, Latin-1 and Latin Extended) nearly all is narrow: answered without a search.</summary>
    private const int FirstSearched = 0x300;

    /// <summary>A copy, as reading the table in place allocates in code that is not optimised.</summary>
    private static readonly uint[] Ranges = WidthTable.Ranges.ToArray();

    public static WidthClass ClassOf(Rune rune)
    {
        int codePoint = rune.Value;
        if (codePoint is >= 0x20 and < 0x7F or > 0xAE and < FirstSearched)
        {
            return WidthClass.Narrow;
        }

        int low = 0;
        int high = Ranges.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (Ranges[middle] >> 8 <= (uint)codePoint)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return (WidthClass)(Ranges[low] & 0xFF);
    }

    /// <summary>A rune of the program's own text as it is drawn on its own: never a control, never one that reorders
    /// text.</summary>
    /// <returns>False when it has no place on the screen.</returns>
    public static bool TryShape(Rune rune, out TextRune shaped)
    {
        WidthClass widthClass = ClassOf(rune);
        shaped = widthClass switch
        {
            WidthClass.Narrow => TextRune.Narrow(rune.Value),
            WidthClass.Space => TextRune.Narrow(' '),
            WidthClass.Mark => TextRune.Mark(rune.Value),
            WidthClass.UncertainNarrow or WidthClass.PictographNarrow => TextRune.Uncertain(rune.Value),
            WidthClass.Wide or WidthClass.UncertainWide or WidthClass.PictographWide or WidthClass.EmojiModifier =>
                TextRune.Wide(rune.Value),
            _ => TextRune.Replacement,
        };
        return widthClass != WidthClass.Dropped;
    }
}
