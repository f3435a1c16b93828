using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views.Detail;

/// <summary>A long text below its heading: whole, wrapped, with its own line breaks.</summary>
internal sealed class TextSection(Canvas canvas, SafeText heading, Func<DetailState, LongText> find) : IDetailSection
{
    private readonly WrappedText _wrapped = new(canvas.Sanitizer);
    private LongText _text;

    public int Prepare(DetailState detail, int columns)
    {
        _text = find(detail);
        if (_text.Raw is null)
        {
            return 0;
        }

        _wrapped.Set(_text.Raw, columns);
        return _wrapped.Count + (_text.IsCut ? 3 : 2);
    }

    public void DrawLine(DetailState detail, int line, Rect area)
    {
        Theme theme = canvas.Theme;
        if (line == 0)
        {
            canvas.Screen.Put(area.Column, area.Row, heading, theme.Header, area.Columns);
        }
        else if (line <= _wrapped.Count)
        {
            canvas.Screen.Put(area.Column, area.Row, _wrapped[line - 1], _text.IsFailure ? theme.Bad : theme.Text, area.Columns);
        }
        else if (_text.IsCut && line == _wrapped.Count + 1)
        {
            canvas.Screen.Put(area.Column, area.Row, theme.Hint, $"The rest is not shown.", area.Columns);
        }
    }
}
