using System.Globalization;
using System.Text;

namespace TraceLlm.Monitor.Cli;

/// <summary>Makes text that somebody else wrote fit to stand in a line on a terminal.</summary>
internal static class ShownText
{
    /// <summary>Characters shown at most: enough to recognise what was typed, little enough to leave the message on one line.</summary>
    private const int MaxCharacters = 60;

    /// <summary>In single quotes; what could move the cursor, reorder or hide text becomes <c>?</c>; a long text is cut.</summary>
    public static string Quote(string text)
    {
        StringBuilder shown = new("'");
        int taken = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (taken++ == MaxCharacters)
            {
                shown.Append("...");
                break;
            }

            shown.Append(IsHarmless(rune) ? rune.ToString() : "?");
        }

        return shown.Append('\'').ToString();
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
}
