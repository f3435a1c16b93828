using System.Globalization;
using System.Text;

namespace TraceLlm.Monitor.Cli;

/// <summary>Makes text that somebody else wrote fit to stand in a line on a terminal.</summary>
internal static class ShownText
{
    /// <summary>Characters shown at most: enough to recognise what was typed, little enough to leave the message on one line.</summary>
    private const int MaxCharacters = 60;

    /// <summary>In single quotes; what could move the cursor, reorder or hide text becomes <c>?</c>; a long text is cut, and so is
    /// what may be a password.</summary>
    public static string Quote(string text)
    {
        int secretEnd = SecretEnd(text);
        StringBuilder shown = new(secretEnd > 0 ? "'..." : "'");
        int taken = 0;
        foreach (Rune rune in text.AsSpan(secretEnd).EnumerateRunes())
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

    /// <summary>Where <c>user:password</c> ends in an address, complete or not; 0: there is none.</summary>
    private static int SecretEnd(string text)
    {
        int at = Math.Max(text.LastIndexOf('@'), 0);
        return text.AsSpan(0, at).Contains(':') ? at : 0;
    }

    private static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);
}
