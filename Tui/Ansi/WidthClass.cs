namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>What a code point does to a line of text. The order is the generator's (tools/generate-width-table.py).</summary>
internal enum WidthClass : byte
{
    /// <summary>One column.</summary>
    Narrow,

    /// <summary>Two columns: East Asian Wide and Fullwidth.</summary>
    Wide,

    /// <summary>Drawn over the character before it.</summary>
    Mark,

    /// <summary>Default_Ignorable_Code_Point: invisible, reordering or joining; never sent.</summary>
    Dropped,

    /// <summary>Controls, surrogates, line separators, format characters and unassigned code points: shown as U+FFFD.</summary>
    Replaced,

    /// <summary>One column here, but terminals differ: spacing marks, private use, right-to-left letters.</summary>
    UncertainNarrow,

    /// <summary>Two columns here, but terminals differ.</summary>
    UncertainWide,

    /// <summary>A picture of one column; can begin an emoji sequence.</summary>
    PictographNarrow,

    /// <summary>A picture of two columns; can begin an emoji sequence.</summary>
    PictographWide,

    /// <summary>Half of a flag.</summary>
    RegionalIndicator,

    /// <summary>A skin tone.</summary>
    EmojiModifier,

    /// <summary>A vowel or final consonant that joins the Hangul syllable before it.</summary>
    HangulMedial,

    /// <summary>A space of one column.</summary>
    Space,
}
