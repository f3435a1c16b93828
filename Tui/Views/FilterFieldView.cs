using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The field in place of the footer: the text with its cursor, and below it what is wrong, under the place.</summary>
internal sealed class FilterFieldView(Canvas canvas)
{
    private const int PromptColumns = 2;

    /// <summary>A message is wrapped beside its mark from this width on, else below it.</summary>
    private const int LeastMessageColumns = 48;

    private readonly WrappedText _message = new(canvas.Sanitizer);

    private string? _text;
    private int _cursor;
    private int _width;
    private TraceFilterError? _error;
    private SafeText _shown;
    private SafeText _wrong;
    private int _cursorColumn;
    private int _wrongColumn;
    private int _messageColumn;
    private int _messageRow;

    private int MarkColumn => PromptColumns + _wrongColumn;

    /// <summary>The field, and its error.</summary>
    /// <param name="columns">Of a line.</param>
    public int LinesNeeded(FilterField field, int columns)
    {
        if (!field.IsOpen)
        {
            return 0;
        }

        Prepare(field, columns);
        return _error is null ? 1 : _messageRow + _message.Count;
    }

    public void Draw(FilterField field, Rect area)
    {
        (ScreenBuffer screen, Theme theme) = (canvas.Screen, canvas.Theme);
        Prepare(field, area.Columns);
        int column = area.Column + PromptColumns;
        screen.Put(area.Column, area.Row, theme.Key, $"/");
        screen.Put(column, area.Row, _shown, theme.Text, area.EndColumn - column);
        if (_error is not null)
        {
            screen.Put(column + _wrongColumn, area.Row, _wrong, theme.ErrorPosition, area.EndColumn - column - _wrongColumn);
            DrawMessage(area);
        }

        screen.AddAttributes(new Rect(column + _cursorColumn, area.Row, 1, 1), TextAttributes.Reverse | TextAttributes.Underline);
    }

    private void DrawMessage(Rect area)
    {
        Rect mark = area.Below(1).Top(1);
        if (!mark.IsEmpty)
        {
            canvas.Screen.Put(mark.Column + Math.Min(MarkColumn, mark.Columns - 1), mark.Row, canvas.Theme.Bad, $"^");
        }

        Rect lines = area.Below(_messageRow);
        for (int line = 0; line < Math.Min(_message.Count, lines.Rows); line++)
        {
            canvas.Screen.Put(
                lines.Column + _messageColumn, lines.Row + line, _message[line], canvas.Theme.Bad, lines.Columns - _messageColumn);
        }
    }

    /// <summary>Behind the mark, or before it where there is no room behind it; a long one wrapped, where it is widest.</summary>
    private void PlaceMessage(string message, int columns)
    {
        int mark = Math.Min(MarkColumn, columns - 1);
        (int whole, int behind, int before) = (ColumnsOf(message), columns - mark - 2, mark - 1);
        (_messageColumn, int width, _messageRow) =
            whole <= behind ? (mark + 2, behind, 1)
            : whole <= before ? (before - whole, whole, 1)
            : behind >= LeastMessageColumns ? (mark + 2, behind, 1)
            : before >= LeastMessageColumns ? (0, before, 1)
            : (0, columns, 2);
        _message.Set(message, width);
    }

    /// <summary>Makes the text drawable, from where the cursor is in sight.</summary>
    private void Prepare(FilterField field, int columns)
    {
        int width = Math.Max(columns - PromptColumns - 1, 1);
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
            PlaceMessage(error.Message, Math.Max(columns, 1));
        }
    }

    private int ColumnsOf(string text) => canvas.Sanitizer.SingleLine(text).Columns;
}
