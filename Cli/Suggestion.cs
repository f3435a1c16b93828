namespace TraceLlm.Monitor.Cli;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
internal static class Suggestion
{
    /// <summary>More changed letters than this make another word, not a slip of the finger.</summary>
    private const int MaxDistance = 2;

    /// <summary>Longer than any option: not worth comparing.</summary>
    private const int MaxWordCharacters = 32;

    /// <summary>The nearest of the words: one that begins with what was typed, else one within two slips; null when none is near.</summary>
    public static string? For(string typed, IEnumerable<string> words)
    {
        if (typed.Length > MaxWordCharacters)
        {
            return null;
        }

        string lower = typed.ToLowerInvariant();
        string? best = null;
        int bestDistance = MaxDistance + 1;
        foreach (string word in words)
        {
            // A short option is one letter from every other short option: only the long ones can be meant.
            bool isShort = word.Length <= 2 || lower.Length <= 3;
            int distance = isShort ? bestDistance : word.StartsWith(lower, StringComparison.Ordinal) ? 0 : Distance(lower, word);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (word, distance);
            }
        }

        return best;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other
    /// (optimal string alignment).</summary>
    private static int Distance(string from, string to)
    {
        int[,] cost = new int[from.Length + 1, to.Length + 1];
        for (int i = 0; i <= from.Length; i++)
        {
            for (int j = 0; j <= to.Length; j++)
            {
                cost[i, j] = i == 0 ? j : j == 0 ? i : Cheapest(cost, from, to, i, j);
            }
        }

        return cost[from.Length, to.Length];
    }

    private static int Cheapest(int[,] cost, string from, string to, int i, int j)
    {
        int replaced = cost[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
        int best = Math.Min(replaced, Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
        bool isSwap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
        return isSwap ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
    }
}
