using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The field in place of the footer: the text with its cursor, and below it what is wrong, under the place.</summary>
internal sealed class FilterFieldView(Canvas canvas)
{
    private const int PromptColumns = 2;

    private string? _text;
    private int _cursor;
    private int _width;
    private TraceFilterError? _error;
    private SafeText _shown;
    private SafeText _wrong;
    private SafeText _message;
    private int _cursorColumn;
    private int _wrongColumn;

    /// <summary>The field, and its error.</summary>
    public static int LinesNeeded(FilterField field) => !field.IsOpen ? 0 : field.Error is null ? 1 : 2;

    public void Draw(FilterField field, Rect area)
    {
        (ScreenBuffer screen, Theme theme) = (canvas.Screen, canvas.Theme);
        Prepare(field, area.Columns - PromptColumns - 1);
        int column = area.Column + PromptColumns;
        screen.Put(area.Column, area.Row, theme.Key, $"/");
        screen.Put(column, area.Row, _shown, theme.Text, area.EndColumn - column);
        if (_error is not null)
        {
            screen.Put(column + _wrongColumn, area.Row, _wrong, theme.ErrorPosition, area.EndColumn - column - _wrongColumn);
            DrawMessage(area.Below(1), PromptColumns + _wrongColumn);
        }

        screen.AddAttributes(new Rect(column + _cursorColumn, area.Row, 1, 1), TextAttributes.Reverse | TextAttributes.Underline);
    }

    /// <summary>Behind a mark under the place, or before it where there is no room behind it.</summary>
    private void DrawMessage(Rect line, int column)
    {
        if (line.IsEmpty)
        {
            return;
        }

        Style style = canvas.Theme.Bad;
        int behind = Math.Min(column, line.Columns - 1);
        if (line.Columns - behind - 2 >= _message.Columns || behind < line.Columns / 2)
        {
            canvas.Screen.Put(line.Column + behind, line.Row, style, $"^ {_message}", line.Columns - behind);
            return;
        }

        int start = Math.Max(behind - _message.Columns - 1, 0);
        canvas.Screen.Put(line.Column + start, line.Row, _message, style, behind - start);
        canvas.Screen.Put(line.Column + behind, line.Row, style, $"^");
    }

    /// <summary>Makes the text drawable, from where the cursor is in sight.</summary>
    private void Prepare(FilterField field, int width)
    {
        (string text, int cursor) = (field.Line.Text, field.Line.Cursor);
        if (ReferenceEquals(text, _text) && cursor == _cursor && width == _width && ReferenceEquals(field.Error, _error))
        {
            return;
        }

        (_text, _cursor, _width, _error) = (text, cursor, width, field.Error);
        int start = 0;
        while (ColumnsOf(text[start..cursor]) > width)
        {
            start += char.IsSurrogatePair(text, start) ? 2 : 1;
        }

        _shown = canvas.Sanitizer.SingleLine(text[start..]);
        _cursorColumn = ColumnsOf(text[start..cursor]);
        if (_error is { } error)
        {
            int from = Math.Clamp(error.Column, start, text.Length);
            int to = Math.Clamp(error.Column + error.Length, from, text.Length);
            _wrongColumn = ColumnsOf(text[start..from]);
            _wrong = canvas.Sanitizer.SingleLine(text[from..to]);
            _message = canvas.Sanitizer.SingleLine(error.Message);
        }
    }

    private int ColumnsOf(string text) => canvas.Sanitizer.SingleLine(text).Columns;
}
