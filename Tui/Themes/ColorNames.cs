using System.Globalization;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Themes;

/// <summary>The colours that have a name in Rich: the terminal's 16, and most of the 256 of xterm.</summary>
internal static partial class ColorNames
{
    /// <summary>Every index from here on has the same colour on all terminals.</summary>
    private const int FirstFixedIndex = 16;

    /// <param name="name">In lower case.</param>
    public static bool TryFind(string name, out Color color)
    {
        string searched = $"{name} ";
        int start = name.Length > 0 && char.IsAsciiLetter(name[0]) ? PositionOf(searched) : -1;
        color = start < 0 ? Color.Default : ColorAt(start + searched.Length);
        return start >= 0;
    }

    /// <summary>Where a name begins in the table; what stands before it is nothing or a blank, not the rest of another name.</summary>
    private static int PositionOf(string searched)
    {
        int start = Table.IndexOf(searched, StringComparison.Ordinal);
        while (start > 0 && Table[start - 1] != ' ')
        {
            start = Table.IndexOf(searched, start + 1, StringComparison.Ordinal);
        }

        return start;
    }

    private static Color ColorAt(int position)
    {
        ReadOnlySpan<char> number = Table.AsSpan(position);
        int index = int.Parse(number[..number.IndexOf(' ')], NumberStyles.None, CultureInfo.InvariantCulture);
        return index < FirstFixedIndex ? Color.Palette16(index) : Color.Palette256((byte)index);
    }
}
