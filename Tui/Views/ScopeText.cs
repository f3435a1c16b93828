using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>What figures cover, in the same words wherever they stand.</summary>
internal static class ScopeText
{
    /// <summary>Of what is held, as many as pass the filter.</summary>
    public static SafeFormat Held(long covered, long held) => $"{covered:N0} of {held:N0} held";

    /// <summary>For a title; empty when they cover everything.</summary>
    public static SafeFormat Of(Figures figures) => figures.Scope switch
    {
        FigureScope.ArrivedOnly => SafeFormat.Of($"arrived so far"),
        FigureScope.Everything => $"",
        FigureScope.Held => Held(figures.Counts.Total, figures.WindowDocuments),
        FigureScope.Window => $"newest {figures.WindowDocuments:N0}",
        FigureScope.Seen => $"all {figures.WindowDocuments:N0} seen, {figures.Counts.Total:N0} stored now",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Where there is no title: the total, or what else has to be said first of the figures.</summary>
    public static SafeFormat First(Figures figures) => figures.Scope switch
    {
        FigureScope.ArrivedOnly => SafeFormat.Of($"{figures.Counts.Total:N0} so far"),
        FigureScope.Everything => Total(figures),
        FigureScope.Seen => $"all {figures.WindowDocuments:N0} seen",
        _ => Of(figures),
    };

    /// <summary>The total where <see cref="First"/> does not tell it; else empty.</summary>
    public static SafeFormat Second(Figures figures) =>
        figures.Scope is FigureScope.Window or FigureScope.Seen ? Total(figures) : $"";

    private static SafeFormat Total(Figures figures) => figures.AreCountsEstimates
        ? SafeFormat.Of($"Total about {figures.Counts.Total:N0}")
        : $"Total {figures.Counts.Total:N0}";
}
