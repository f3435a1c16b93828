using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views.Detail;

/// <summary>An untrusted text of any length, whole: behind its label, wrapped there; or a line of its own without one.</summary>
internal sealed class WrappedField(Canvas canvas, SafeText label)
{
    /// <summary>Columns of a label with the blanks after it.</summary>
    public const int LabelColumns = 12;

    private readonly WrappedText _text = new(canvas.Sanitizer);

    /// <summary>Lines; none of an empty text.</summary>
    public int Count => _text.Count;

    private int Indent => label.IsEmpty ? 0 : LabelColumns;

    /// <param name="columns">Of a line, the label included.</param>
    public void Set(string text, int columns) => _text.Set(text, Math.Max(columns - Indent, 1));

    /// <param name="line">0-based, below <see cref="Count"/>.</param>
    public void DrawLine(int line, Style style, Rect area)
    {
        if (line == 0)
        {
            canvas.Screen.Put(area.Column, area.Row, label, canvas.Theme.Label, LabelColumns - 1);
        }

        canvas.Screen.Put(area.Column + Indent, area.Row, _text[line], style, area.Columns - Indent);
    }
}
