using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>One untrusted text made drawable, again only when it is another one.</summary>
internal sealed class CachedText(Sanitizer sanitizer)
{
    /// <summary>No line is wider.</summary>
    private const int MaxColumns = 300;

    private string? _raw;
    private SafeText _safe;

    public SafeText Of(string? raw)
    {
        if (raw != _raw)
        {
            _raw = raw;
            _safe = sanitizer.SingleLine(raw, MaxColumns);
        }

        return _safe;
    }
}
