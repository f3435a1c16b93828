using System.Text;
using System.Threading.Channels;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

/// <summary>The terminal on a real pseudo-terminal.</summary>
public sealed class TerminalTests : IDisposable
{
    /// <summary>Turns a hang into a failure.</summary>
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(20);

    private readonly Pty _pty = new(80, 24);
    private readonly Terminal _terminal;
    private readonly Channel<TerminalInput> _inputs = Channel.CreateUnbounded<TerminalInput>();

    public TerminalTests() => _terminal = Open(new TerminalOptions());

    public void Dispose()
    {
        _terminal.Dispose();
        _pty.Dispose();
    }

    [Fact]
    public void TryOpen_of_a_file_is_refused()
    {
        using FileStream file = File.Create(Path.GetTempFileName(), 1, FileOptions.DeleteOnClose);
        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();

        Assert.Null(Terminal.TryOpen(new TerminalOptions(), descriptor, descriptor, "/dev/null", out string problem));
        Assert.Equal("stdout is not a terminal: leave out the pipe or redirection, or over SSH try ssh -t", problem);
    }

    [Fact]
    public void Enter_and_leave_restore_every_mode()
    {
        byte[] before = _pty.Modes();
        _terminal.Enter();
        Assert.NotEqual(before, _pty.Modes());
        _terminal.Screen.Put(0, 0, Style.Plain, $"hello");
        Assert.Equal(PresentResult.Written, _terminal.Present());
        string frame = Read();
        Assert.StartsWith(Encoding.ASCII.GetString(TerminalSequences.Enter) + "hello", frame, StringComparison.Ordinal);

        _terminal.Leave();
        _terminal.Leave();
        Assert.Equal(Encoding.ASCII.GetString(TerminalSequences.Leave), Read());
        Assert.Equal(before, _pty.Modes());
        Assert.Equal(PresentResult.Closed, _terminal.Present());
    }

    [Fact]
    public void Leave_before_the_first_frame_writes_nothing()
    {
        byte[] before = _pty.Modes();
        _terminal.Enter();
        _terminal.Leave();

        Assert.Equal("", Read());
        Assert.Equal(before, _pty.Modes());
    }

    [Fact]
    public void Leave_after_a_resumption_without_a_frame_restores_the_screen()
    {
        _terminal.Enter();
        _ = _terminal.Present();
        _ = Read();

        Assert.True(_terminal.Resume());
        _terminal.Leave();
        Assert.Equal(Encoding.ASCII.GetString(TerminalSequences.Leave), Read());
    }

    [Fact]
    public void Leave_undoes_every_mode_that_Enter_set()
    {
        VtScreen screen = ScreenAssert.NewTerminal(80, 24);
        screen.Feed(TerminalSequences.Enter);
        Assert.True(screen.IsAlternate && screen.IsPasteBracketed && !screen.IsCursorVisible && !screen.IsAutowrapOn);

        screen.Feed("\e[?2026h\e[1;31m\e[3;9r"u8);
        screen.Feed(TerminalSequences.Leave);
        Assert.False(screen.IsAlternate || screen.IsPasteBracketed || !screen.IsCursorVisible || !screen.IsAutowrapOn);
        Assert.False(screen.IsSynchronized || screen.HasScrollRegion || screen.Pen != VtPen.Plain);
    }

    [Fact]
    public void Present_of_the_same_frame_writes_nothing()
    {
        _terminal.Enter();
        _ = _terminal.Present();
        _ = Read();

        Assert.Equal(PresentResult.Unchanged, _terminal.Present());
        Assert.Equal("", Read());
    }

    [Fact]
    public async Task Present_to_a_full_terminal_skips_frames_and_then_shows_the_newest()
    {
        VtScreen shown = ScreenAssert.NewTerminal(80, 24);
        _terminal.StartInput(input => _inputs.Writer.TryWrite(input));
        _terminal.Enter();
        FillUntilPending();
        Draw('z');
        Assert.Equal(PresentResult.Pending, _terminal.Present());

        shown.Feed(_pty.ReadAvailable());
        Assert.IsType<TerminalInput.OutputReady>(await NextInput());
        while (_terminal.Present() is PresentResult.Pending)
        {
            shown.Feed(_pty.ReadAvailable());
        }

        // The kernel hands written bytes to the reading side in its own time.
        using var cap = new CancellationTokenSource(Cap);
        while (shown[(80 * 24) - 1].Text != "z" && !cap.IsCancellationRequested)
        {
            shown.Feed(_pty.ReadAvailable());
            await Task.Yield();
        }

        ScreenAssert.Shows(_terminal.Screen, shown, "after the terminal took output again");
    }

    [Fact]
    public async Task Leave_of_a_full_terminal_restores_it_without_waiting_for_it()
    {
        byte[] before = _pty.Modes();
        _terminal.Enter();
        FillUntilPending();
        await Task.Run(_terminal.Leave, TestContext.Current.CancellationToken).WaitAsync(Cap, TestContext.Current.CancellationToken);

        Assert.Equal(before, _pty.Modes());
        Assert.EndsWith(Encoding.ASCII.GetString(TerminalSequences.Leave), Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void Present_where_the_terminal_cannot_be_opened_again_shows_the_frame_and_never_blocks()
    {
        using Terminal terminal = Terminal.TryOpen(new TerminalOptions(), _pty.Slave, _pty.Slave, "/nonexistent", out _)!;
        VtScreen shown = ScreenAssert.NewTerminal(80, 24);
        terminal.Enter();
        PresentResult result = PresentResult.Written;
        for (int frame = 0; result == PresentResult.Written; frame++)
        {
            terminal.Screen.Fill(terminal.Screen.Bounds, new Rune('a' + (frame % 20)), Style.Plain);
            result = terminal.Present();
        }

        while (result == PresentResult.Pending)
        {
            shown.Feed(_pty.ReadAvailable());
            result = terminal.Present();
        }

        shown.Feed(_pty.ReadAvailable());
        ScreenAssert.Shows(terminal.Screen, shown, "through the shared description");
    }

    [Fact]
    public async Task Keys_are_published_and_not_echoed()
    {
        _terminal.StartInput(input => _inputs.Writer.TryWrite(input));
        _terminal.Enter();
        _pty.Write("j\e[A");

        Assert.Equal(new TerminalInput.Key(Key.Of('j')), await NextInput());
        Assert.Equal(new TerminalInput.Key(new Key(KeyCode.Up)), await NextInput());
        Assert.Equal("", Read());
    }

    [Fact]
    public async Task Hang_up_is_published_once_and_is_the_last()
    {
        _terminal.StartInput(input => _inputs.Writer.TryWrite(input));
        _terminal.Enter();
        _pty.CloseMaster();

        Assert.IsType<TerminalInput.HangUp>(await NextInput());
        Draw('x');
        Assert.Equal(PresentResult.Closed, _terminal.Present());
        Assert.False(_inputs.Reader.TryRead(out _));
    }

    [Fact]
    public void Size_is_read_again_and_repaints()
    {
        _terminal.Enter();
        _ = _terminal.Present();
        Assert.False(_terminal.RefreshSize());
        _pty.Resize(100, 30);

        Assert.True(_terminal.RefreshSize());
        Assert.Equal((100, 30), (_terminal.Screen.Columns, _terminal.Screen.Rows));
        Assert.Equal(PresentResult.Written, _terminal.Present());
    }

    [Theory]
    [InlineData(null, null, 80, 24)]
    [InlineData(132, 50, 132, 50)]
    public void Size_of_a_terminal_that_does_not_tell_it_comes_from_the_options(int? columns, int? rows, int expectedColumns, int expectedRows)
    {
        _pty.Resize(0, 0);
        using Terminal terminal = Open(new TerminalOptions(FallbackColumns: columns, FallbackRows: rows));

        Assert.Equal((expectedColumns, expectedRows), (terminal.Screen.Columns, terminal.Screen.Rows));
    }

    private Terminal Open(TerminalOptions options) =>
        Terminal.TryOpen(options, _pty.Slave, _pty.Slave, _pty.SlavePath, out _)!;

    private string Read() => Encoding.UTF8.GetString(_pty.ReadAvailable());

    private async Task<TerminalInput> NextInput() =>
        await _inputs.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Cap, TestContext.Current.CancellationToken);

    private void Draw(char letter)
    {
        _terminal.Screen.Clear();
        _terminal.Screen.Fill(_terminal.Screen.Bounds, new Rune(letter), Style.Plain);
    }

    private void FillUntilPending()
    {
        const int MoreThanAnyQueue = 10_000;
        for (int frame = 0; frame < MoreThanAnyQueue; frame++)
        {
            Draw((char)('a' + (frame % 20)));
            if (_terminal.Present() == PresentResult.Pending)
            {
                return;
            }
        }

        Assert.Fail("the terminal never became full");
    }
}
