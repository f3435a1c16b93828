namespace TraceLlm.Monitor.Data;

/// <summary>Cuts raw text by length at ingest, so that no record can make the monitor hold more than a row needs.</summary>
internal static class TraceText
{
    /// <summary>The first code points of a text; never splits a surrogate pair. The whole text when it is short enough.</summary>
    public static string Cut(string text, int maxCodePoints)
    {
        if (text.Length <= maxCodePoints)
        {
            return text;
        }

        int index = 0;
        for (int taken = 0; taken < maxCodePoints && index < text.Length; taken++)
        {
            bool isPair = char.IsHighSurrogate(text[index]) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]);
            index += isPair ? 2 : 1;
        }

        return index == text.Length ? text : text[..index];
    }
}
