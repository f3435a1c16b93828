using System.Text.Json.Nodes;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tests.Tui.Ansi;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.ReplayScenarios;

/// <summary>
/// Prints what the renderer writes for random frames, and the screen that the unit tests' model of a terminal makes of it, as
/// lines of JSON: so that other terminals can be asked whether they agree. The argument is the number of scenarios.
/// </summary>
internal sealed class ReplayScenarios
{
    private const int MaxColumns = 120;
    private const int MaxRows = 40;

    private readonly int _seed;
    private readonly Random _random;
    private readonly TextMode _mode;
    private readonly RandomFrames _frames;
    private readonly ScreenBuffer _screen;
    private readonly ScreenDiff _diff = new(ColorMode.Ansi16);
    private readonly JsonArray _steps = [];
    private VtScreen _terminal;

    private ReplayScenarios(int seed)
    {
        _seed = seed;
        _random = new Random(seed);
        _mode = seed % 10 == 0 ? TextMode.Ascii : TextMode.Unicode;
        _frames = new RandomFrames(seed, _mode);
        _screen = new ScreenBuffer(_random.Next(2, MaxColumns), _random.Next(2, MaxRows), Glyphs.For(_mode));
        _terminal = ScreenAssert.NewTerminal(_screen.Columns, _screen.Rows);
    }

    /// <summary>What another program may write over the screen: a message, the screen of E of a test, line drawing, insert and origin
    /// mode, a scroll region, wrapping, the cursor.</summary>
    private static byte[][] Damage =>
    [
        [.. "\e[31;44m\nBroadcast message\r\n\e[H\e[m"u8], [.. "\e#8"u8], [.. "\e(0\x0fqqqq"u8], [.. "\e[4h\e[?7h\e[?25h\e[2;2H#"u8],
        [.. "\e[1;2r\e[?6h\n\n\n"u8], [.. "\e[45m\e[2J\e[7m"u8],
    ];

    private static void Main(string[] arguments)
    {
        for (int seed = 1; seed <= int.Parse(arguments[0], null); seed++)
        {
            Console.WriteLine(new ReplayScenarios(seed).Run().ToJsonString());
        }
    }

    private JsonObject Run()
    {
        Show(_diff.RenderFirst(_screen, TerminalSequences.Enter), []);
        for (int frame = _random.Next(5, 20); frame > 0; frame--)
        {
            byte[] damage = [];
            if (_random.Next(12) == 0)
            {
                _screen.Resize(_random.Next(2, MaxColumns), _random.Next(2, MaxRows));
                _terminal = ScreenAssert.NewTerminal(_screen.Columns, _screen.Rows);
                _terminal.SetMode(7, false);
            }
            else if (_random.Next(12) == 0)
            {
                damage = Damage[_random.Next(Damage.Length)];
                _diff.Invalidate();
            }

            _frames.DrawNext(_screen);
            Show(_diff.Render(_screen), damage);
        }

        return new JsonObject
        {
            ["name"] = $"seed {_seed}, {_screen.Columns}x{_screen.Rows}",
            ["steps"] = _steps,
            ["rows"] = new JsonArray([.. Enumerable.Range(0, _screen.Rows).Select(ShownRow)]),
            ["leave"] = Convert.ToBase64String(TerminalSequences.Leave),
        };
    }

    /// <summary>Notes what the terminals get; the model is spared the damage, which the frame has to heal.</summary>
    private void Show(ReadOnlySpan<byte> frame, byte[] damage)
    {
        _terminal.Feed(frame);
        ScreenAssert.Shows(_screen, _terminal, $"seed {_seed}");
        _steps.Add(new JsonObject
        {
            ["columns"] = _screen.Columns,
            ["rows"] = _screen.Rows,
            ["bytes"] = Convert.ToBase64String([.. damage, .. frame]),
        });
    }

    /// <summary>The row in pieces: a pen, then the characters written in it, one for each cell but the right half of a wide
    /// one.</summary>
    private JsonArray ShownRow(int row)
    {
        var pieces = new JsonArray();
        VtPen? last = null;
        for (int column = 0; column < _terminal.Columns; column++)
        {
            VtCell cell = _terminal[row, column];
            if (cell.Columns == 0)
            {
                continue;
            }

            if (cell.Pen != last)
            {
                pieces.Add(new JsonArray(cell.Pen.Bold, cell.Pen.Dim, cell.Pen.Underline, cell.Pen.Reverse, cell.Pen.Foreground, cell.Pen.Background));
                last = cell.Pen;
            }

            pieces.Add(cell.Text);
        }

        return pieces;
    }
}
