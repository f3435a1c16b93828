namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// Sorts numbers digit by digit, the lowest digit first: the time grows with their count alone, and numbers that are equal in the bits
/// that count keep their order.
/// </summary>
internal static class RadixSort
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <param name="values">Sorted in place.</param>
    /// <param name="scratch">As long as <paramref name="values"/>; what it holds afterwards is of no use.</param>
    /// <param name="lowestBit">The bits below it do not count.</param>
    public static void Sort(Span<ulong> values, Span<ulong> scratch, int lowestBit)
    {
        Span<ulong> from = values, to = scratch[..values.Length];
        Span<int> starts = stackalloc int[Digits];
        for (int shift = lowestBit; shift < sizeof(ulong) * 8; shift += DigitBits)
        {
            if (CountDigits(from, shift, starts))
            {
                Distribute(from, to, shift, starts);
                Span<ulong> sorted = to;
                to = from;
                from = sorted;
            }
        }

        if (from != values)
        {
            from.CopyTo(values);
        }
    }

    /// <summary>Finds where the numbers with each digit begin.</summary>
    /// <returns>False when all have the same digit: there is nothing to do.</returns>
    private static bool CountDigits(ReadOnlySpan<ulong> values, int shift, Span<int> starts)
    {
        starts.Clear();
        foreach (ulong value in values)
        {
            starts[DigitOf(value, shift)]++;
        }

        if (values.IsEmpty || starts[DigitOf(values[0], shift)] == values.Length)
        {
            return false;
        }

        int start = 0;
        foreach (ref int count in starts)
        {
            (count, start) = (start, start + count);
        }

        return true;
    }

    private static void Distribute(ReadOnlySpan<ulong> from, Span<ulong> to, int shift, Span<int> starts)
    {
        foreach (ulong value in from)
        {
            to[starts[DigitOf(value, shift)]++] = value;
        }
    }

    private static int DigitOf(ulong value, int shift) => (int)(value >> shift) & (Digits - 1);
}
