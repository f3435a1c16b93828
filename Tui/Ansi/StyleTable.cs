namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Gives each style a number. The code names few styles, so the table is searched from its start and never
/// shrinks.</summary>
internal sealed class StyleTable
{
    private const int MaxStyles = ushort.MaxValue;

    private Style[] _styles = new Style[32];
    private int _count = 1;
    private ushort _lastId;

    /// <summary>Id 0 is <see cref="Style.Plain"/>.</summary>
    public Style this[ushort id] => _styles[id];

    /// <exception cref="InvalidOperationException">More styles than a cell can number.</exception>
    public ushort Intern(Style style)
    {
        if (_styles[_lastId] == style)
        {
            return _lastId;
        }

        int id = 0;
        while (id < _count && _styles[id] != style)
        {
            id++;
        }

        _lastId = (ushort)(id < _count ? id : Add(style));
        return _lastId;
    }

    private int Add(Style style)
    {
        if (_count == MaxStyles)
        {
            throw new InvalidOperationException("More styles than a cell can number");
        }

        if (_count == _styles.Length)
        {
            Array.Resize(ref _styles, _count * 2);
        }

        _styles[_count] = style;
        return _count++;
    }
}
