using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>What a row needs made once: its untrusted texts made drawable, its time in the zone that is shown.</summary>
/// <param name="Model">The model's name, or <c>?</c>.</param>
/// <param name="Prompt">The prompt's preview.</param>
/// <param name="Time">In the zone that is shown.</param>
internal sealed record RowText(SafeText Model, SafeText Prompt, DateTime Time)
{
    public static RowText Of(TraceRow row, Sanitizer sanitizer, TimeZoneInfo zone) => new(
        row.Trace.ModelName is { Length: > 0 } model ? sanitizer.SingleLine(model, Trace.MaxNameCharacters) : SafeText.Of($"?"),
        sanitizer.SingleLine(row.Trace.PromptPreview),
        TimeZoneInfo.ConvertTime(row.Time, zone).DateTime);
}

/// <summary>The texts of the rows on screen: those of a frame are kept for the next, all others are let go.</summary>
internal sealed class RowTextCache
{
    private static readonly IEqualityComparer<TraceRow> ByReference = ReferenceEqualityComparer.Instance;

    private Dictionary<TraceRow, RowText> _shown = new(ByReference);
    private Dictionary<TraceRow, RowText> _before = new(ByReference);

    /// <summary>A new frame begins.</summary>
    public void BeginFrame()
    {
        (_before, _shown) = (_shown, _before);
        _shown.Clear();
    }

    public RowText Of(TraceRow row, Sanitizer sanitizer, TimeZoneInfo zone)
    {
        if (!_shown.TryGetValue(row, out RowText? text))
        {
            text = _before.TryGetValue(row, out RowText? kept) ? kept : RowText.Of(row, sanitizer, zone);
            _shown[row] = text;
        }

        return text;
    }
}
