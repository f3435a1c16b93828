using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui;

/// <summary>What the parts of the dashboard look like. The default theme uses the sixteen colours of the user's own palette.</summary>
internal sealed record Theme
{
    /// <summary>In the terminal's own colours, readable on dark and on light.</summary>
    public static Theme Default { get; } = new()
    {
        Border = new Style(Color.BrightBlack),
        Title = new Style(Color.Default, TextAttributes.Bold),
        Label = new Style(Color.Default),
        Value = new Style(Color.Default, TextAttributes.Bold),
        Text = new Style(Color.Default),
        Hint = new Style(Color.BrightBlack),
        Header = new Style(Color.Default, TextAttributes.Bold),
        Good = new Style(Color.Green),
        Caution = new Style(Color.Yellow),
        Bad = new Style(Color.Red),
        Selection = new Style(Color.Default, TextAttributes.Bold),
    };

    public required Style Border { get; init; }
    public required Style Title { get; init; }
    public required Style Label { get; init; }
    public required Style Value { get; init; }
    public required Style Text { get; init; }

    /// <summary>Secondary text: advice, subtitles, what is missing.</summary>
    public required Style Hint { get; init; }

    /// <summary>The names of the columns.</summary>
    public required Style Header { get; init; }

    /// <summary>Success, a fast answer, a connection.</summary>
    public required Style Good { get; init; }

    /// <summary>Warning, a slow answer, no connection.</summary>
    public required Style Caution { get; init; }

    /// <summary>Failure, a very slow answer.</summary>
    public required Style Bad { get; init; }

    /// <summary>What marks the selected row.</summary>
    public required Style Selection { get; init; }
}
