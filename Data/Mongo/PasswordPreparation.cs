namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// SASLprep (RFC 4013) for the passwords that it leaves unchanged: ASCII, and letters that are neither mapped nor normalised nor
/// written from right to left. The profile's own tables are large and hardly ever needed, so any other password is refused, never
/// sent in a form that the server may not expect. For SCRAM-SHA-256 only; user names are not prepared.
/// </summary>
internal static class PasswordPreparation
{
    /// <summary>Ranges, both ends included, of letters and signs that NFKC (Unicode 3.2) leaves as they are, that combine with
    /// nothing else in this table, and that the profile neither maps nor prohibits. Ascending.</summary>
    private static readonly (char First, char Last)[] Unchanged =
    [
        ('\u0020', '\u007e'), // ASCII without the control characters
        ('\u00a1', '\u00a7'), ('\u00a9', '\u00a9'), ('\u00ab', '\u00ac'), ('\u00ae', '\u00ae'), ('\u00b0', '\u00b1'),
        ('\u00b6', '\u00b7'), ('\u00bb', '\u00bb'), ('\u00bf', '\u0131'), // Latin
        ('\u0134', '\u013e'), ('\u0141', '\u0148'), ('\u014a', '\u017e'),
        ('\u0386', '\u0386'), ('\u0388', '\u038a'), ('\u038c', '\u038c'), ('\u038e', '\u03a1'), ('\u03a3', '\u03ce'), // Greek
        ('\u0400', '\u0481'), ('\u048a', '\u04ce'), ('\u04d0', '\u04f5'), ('\u04f8', '\u04f9'), // Cyrillic
        ('\u1e00', '\u1e99'), ('\u1ea0', '\u1ef9'), // Latin with more accents, Vietnamese among them
        ('\u3041', '\u3094'), ('\u30a1', '\u30fa'), ('\u30fc', '\u30fe'), // kana
        ('\u4e00', '\u9fa5'), ('\uac00', '\ud7a3'), // Chinese characters, Korean syllables
    ];

    /// <returns>The password as given.</returns>
    /// <exception cref="LoginException">The profile would change or prohibit it, or may.</exception>
    public static string Prepare(string password)
    {
        foreach (char character in password)
        {
            if (!IsUnchanged(character))
            {
                throw new LoginException("the password has a character for which SASLprep is needed, which this client does not "
                    + "have; use a password of plain letters, digits and signs, or authMechanism=SCRAM-SHA-1");
            }
        }

        return password;
    }

    private static bool IsUnchanged(char character)
    {
        foreach ((char first, char last) in Unchanged)
        {
            if (character <= last)
            {
                return character >= first;
            }
        }

        return false;
    }
}
