using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>One untrusted text made drawable, again only when it is another one.</summary>
/// <param name="sanitizer">Makes it.</param>
/// <param name="maxColumns">No wider than this.</param>
internal sealed class CachedText(Sanitizer sanitizer, int maxColumns = CachedText.MaxLineColumns)
{
    /// <summary>No line is wider.</summary>
    private const int MaxLineColumns = 300;

    private string? _raw;
    private SafeText _safe;

    public SafeText Of(string? raw)
    {
        if (raw != _raw)
        {
            _raw = raw;
            _safe = sanitizer.SingleLine(raw, maxColumns);
        }

        return _safe;
    }
}
