using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor.Tui;

/// <summary>
/// What the parts of the dashboard look like. No theme sets a background, and what is read most is in the terminal's own colour,
/// so that every theme can be read on the background that the user chose for it.
/// </summary>
internal sealed record Theme
{
    /// <summary>In the sixteen colours of the user's own palette, readable on dark and on light.</summary>
    public static Theme Default { get; } = new()
    {
        Name = BuiltInThemes.DefaultName,
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
        Key = new Style(Color.Default, TextAttributes.Bold),
        Bar = new Style(Color.Cyan),
        Sparkline = new Style(Color.Cyan),
        ErrorPosition = new Style(Color.Red, TextAttributes.Reverse),
        Muted = new Style(Color.BrightBlack),
    };

    /// <summary>What the user chooses it by: ASCII letters, digits, <c>-</c>, <c>_</c> and <c>.</c> only.</summary>
    public required string Name { get; init; }

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

    /// <summary>The selected row: its mark, and what of it stands out.</summary>
    public required Style Selection { get; init; }

    /// <summary>A key's name where keys are explained; what it does is <see cref="Hint"/>.</summary>
    public required Style Key { get; init; }

    /// <summary>A bar that stands for a length of time; a failed step's is <see cref="Bad"/>.</summary>
    public required Style Bar { get; init; }

    /// <summary>A line of small columns.</summary>
    public required Style Sparkline { get; init; }

    /// <summary>Where in typed text something is wrong; told by more than colour.</summary>
    public required Style ErrorPosition { get; init; }

    /// <summary>What stands back: an axis, the empty part of a bar.</summary>
    public required Style Muted { get; init; }

    /// <summary>The theme in a TraceLLM theme's colours.</summary>
    public static Theme Of(ThemeColors colors) => new()
    {
        Name = colors.Name,
        Border = colors.Border,
        Title = colors.Primary,
        Label = Style.Plain,
        Value = colors.Primary,
        Text = Style.Plain,
        Hint = colors.ReadableSecondary,
        Header = colors.Primary,
        Good = colors.Success,
        Caution = colors.Warning,
        Bad = colors.Error,
        Selection = colors.Accent with { Attributes = colors.Accent.Attributes | TextAttributes.Bold },
        Key = colors.Accent with { Attributes = colors.Accent.Attributes | TextAttributes.Bold },
        Bar = colors.Info,
        Sparkline = colors.Info,
        ErrorPosition = colors.Error with { Attributes = colors.Error.Attributes | TextAttributes.Reverse },
        Muted = colors.ReadableSecondary,
    };

    /// <summary>The theme with every colour replaced by the nearest that a terminal has.</summary>
    public Theme In(ColorMode mode) => this with
    {
        Border = NearestColor.In(mode, Border),
        Title = NearestColor.In(mode, Title),
        Label = NearestColor.In(mode, Label),
        Value = NearestColor.In(mode, Value),
        Text = NearestColor.In(mode, Text),
        Hint = NearestColor.In(mode, Hint),
        Header = NearestColor.In(mode, Header),
        Good = NearestColor.In(mode, Good),
        Caution = NearestColor.In(mode, Caution),
        Bad = NearestColor.In(mode, Bad),
        Selection = NearestColor.In(mode, Selection),
        Key = NearestColor.In(mode, Key),
        Bar = NearestColor.In(mode, Bar),
        Sparkline = NearestColor.In(mode, Sparkline),
        ErrorPosition = NearestColor.In(mode, ErrorPosition),
        Muted = NearestColor.In(mode, Muted),
    };
}
