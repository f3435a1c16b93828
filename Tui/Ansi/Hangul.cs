namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Composes Hangul syllables (The Unicode Standard, section 3.12), whose parts terminals give different
/// widths.</summary>
internal static class Hangul
{
    private const int FirstLeading = 0x1100;
    private const int LeadingCount = 19;
    private const int FirstVowel = 0x1161;
    private const int VowelCount = 21;
    private const int BeforeFirstTrailing = 0x11A7;
    private const int TrailingCount = 28;
    private const int FirstSyllable = 0xAC00;
    private const int SyllableCount = LeadingCount * VowelCount * TrailingCount;

    /// <summary>Joins a vowel to a leading consonant, or a trailing consonant to a syllable that has none.</summary>
    public static bool TryCompose(int before, int codePoint, out int syllable)
    {
        int leading = before - FirstLeading;
        int vowel = codePoint - FirstVowel;
        if (leading is >= 0 and < LeadingCount && vowel is >= 0 and < VowelCount)
        {
            syllable = FirstSyllable + (((leading * VowelCount) + vowel) * TrailingCount);
            return true;
        }

        int trailing = codePoint - BeforeFirstTrailing;
        int open = before - FirstSyllable;
        syllable = before + trailing;
        return open is >= 0 and < SyllableCount && open % TrailingCount == 0 && trailing is > 0 and < TrailingCount;
    }
}
