namespace TraceLlm.Monitor.Net;

/// <summary>
/// Python's json module writes <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> as bare words, which are no JSON. They are
/// replaced in place by <c>-1</c>, a number that no figure of a trace takes, so that the rest of the trace is not lost.
/// </summary>
internal static class NonFiniteNumbers
{
    /// <summary>Replaces every such word outside strings.</summary>
    /// <returns>Whether there was one.</returns>
    public static bool Replace(Span<byte> json)
    {
        bool any = false;
        for (int index = 0; index < json.Length; index++)
        {
            if (json[index] == '"')
            {
                index = EndOfString(json, index);
                continue;
            }

            int wordBytes = WordBytesAt(json[index..]);
            if (wordBytes > 0)
            {
                any = true;
                json.Slice(index, wordBytes).Fill((byte)' ');
                json[index] = (byte)'-';
                json[index + 1] = (byte)'1';
                index += wordBytes - 1;
            }
        }

        return any;
    }

    /// <summary>The index of the closing quote, or the end of the text when there is none.</summary>
    private static int EndOfString(ReadOnlySpan<byte> json, int openingQuote)
    {
        int index = openingQuote + 1;
        while (index < json.Length)
        {
            int step = json[index..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
            {
                break;
            }

            index += step;
            if (json[index] == '"')
            {
                return index;
            }

            index += 2;
        }

        return json.Length;
    }

    private static int WordBytesAt(ReadOnlySpan<byte> json) =>
        json[0] switch
        {
            (byte)'N' when json.StartsWith("NaN"u8) => 3,
            (byte)'I' when json.StartsWith("Infinity"u8) => 8,
            (byte)'-' when json.StartsWith("-Infinity"u8) => 9,
            _ => 0,
        };
}
