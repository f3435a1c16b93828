namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// The terminal that the process was started on. The main loop draws into <see cref="Screen"/> and calls <see cref="Present"/>;
/// <see cref="Leave"/> may be called from any thread, at any time and more than once.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private const string NoTerminal = "stdout is not a terminal: leave out the pipe or redirection, or over SSH try ssh -t";
    private const string DumbTerminal = "TERM=dumb names a terminal without a screen; try another terminal, or set TERM to its type";
    private const string OutputPath = "/proc/self/fd/1";
    private const int DefaultColumns = 80;
    private const int DefaultRows = 24;

    /// <summary>Longest wait in <see cref="Leave"/> for a frame that is being written; writing never blocks, so it is never
    /// reached.</summary>
    private const int LeaveLockWaitMs = 100;

    /// <summary>How often a process in the background looks whether the terminal is its own again.</summary>
    private const int BackgroundWaitMs = 100;

    private readonly TerminalOptions _options;
    private readonly Lock _gate = new();
    private readonly Termios _outputModes;
    private readonly Termios? _inputModes;
    private readonly TerminalOutput _output;
    private readonly ScreenDiff _diff;
    private TerminalInputReader? _input;
    private byte[]? _clipboard;
    private bool _isEntered;
    private bool _isFirstFrame;

    /// <summary>The alternate screen is on: <see cref="TerminalSequences.Enter"/> went out and was not taken back.</summary>
    private bool _isScreenTaken;
    private bool _isInBackground;

    private Terminal(TerminalOptions options, Termios outputModes, Termios? inputModes, string outputPath)
    {
        _options = options;
        _outputModes = outputModes;
        _inputModes = inputModes;
        _output = new TerminalOutput(outputModes.Descriptor, outputPath);
        _diff = new ScreenDiff(options.ColorMode);
        Glyphs = Glyphs.For(options.TextMode);
        Screen = new ScreenBuffer(DefaultColumns, DefaultRows, Glyphs);
        RefreshSize();
    }

    /// <summary>The frame to be presented next.</summary>
    public ScreenBuffer Screen { get; }

    public Glyphs Glyphs { get; }

    /// <summary>The colours that are sent to it.</summary>
    public ColorMode ColorMode => _options.ColorMode;

    public TextMode TextMode => Glyphs.TextMode;

    /// <summary>Opens standard output, and standard input for keys where that is a terminal too. Changes nothing yet.</summary>
    /// <param name="problem">One line for the user when it cannot be used.</param>
    /// <returns>Null when standard output is no terminal that could show a screen.</returns>
    public static Terminal? TryOpen(TerminalOptions options, out string problem) =>
        TryOpen(options, Libc.StandardInput, Libc.StandardOutput, OutputPath, out problem);

    /// <param name="outputPath">Where the output can be opened again.</param>
    /// <inheritdoc cref="TryOpen(TerminalOptions, out string)"/>
    internal static Terminal? TryOpen(TerminalOptions options, int input, int output, string outputPath, out string problem)
    {
        Termios? outputModes = options.IsDumb ? null : Termios.TryRead(output);
        problem = options.IsDumb ? DumbTerminal : outputModes is null ? NoTerminal : "";
        return outputModes is null ? null : new Terminal(options, outputModes, Termios.TryRead(input), outputPath);
    }

    /// <summary>Takes the terminal over: raw mode at once, the alternate screen together with the first frame.</summary>
    public void Enter()
    {
        lock (_gate)
        {
            if (_isEntered)
            {
                return;
            }

            _inputModes?.SetRaw();
            _outputModes.SetRaw();
            _isEntered = true;
            _isFirstFrame = true;
            _input?.SetReading(true);
        }
    }

    /// <summary>Gives the terminal back as it was. Does nothing the second time, and nothing where others have it by now.</summary>
    public void Leave() => GiveBack(isOursAlone: true);

    /// <summary>Gives the terminal back before a stop. What started this process (<c>timeout</c>, a script) got the same signal: it may
    /// have stopped first, and then a shell has the terminal already and sits on our screen.</summary>
    public void LeaveToStop() => GiveBack(isOursAlone: false);

    private void GiveBack(bool isOursAlone)
    {
        bool isHeld = _gate.TryEnter(LeaveLockWaitMs);
        try
        {
            if (!_isEntered)
            {
                return;
            }

            _isEntered = false;
            _input?.SetReading(false);
            bool isForeground = IsForeground();
            if (_isScreenTaken && (isForeground || !isOursAlone))
            {
                _isScreenTaken = false;
                _output.WriteLast(TerminalSequences.Leave);
            }

            if (isForeground)
            {
                _outputModes.Restore();
                _inputModes?.Restore();
            }
        }
        finally
        {
            if (isHeld)
            {
                _gate.Exit();
            }
        }
    }

    /// <summary>Hands a text to the terminal's clipboard together with the next frame.</summary>
    /// <param name="text">Printable ASCII that may be pasted anywhere.</param>
    public void Copy(string text)
    {
        lock (_gate)
        {
            _clipboard = TerminalSequences.Copy(text);
        }
    }

    /// <summary>Brings the terminal from the last frame to <see cref="Screen"/> in one write, and never waits for it.</summary>
    public PresentResult Present()
    {
        lock (_gate)
        {
            if (!_isEntered || _output.IsClosed)
            {
                return PresentResult.Closed;
            }

            if (!_output.TryFlush())
            {
                return Pending();
            }

            ReadOnlySpan<byte> frame = _isFirstFrame ? _diff.RenderFirst(Screen, TerminalSequences.Enter) : _diff.Render(Screen);
            _isFirstFrame = false;
            _isScreenTaken = true;
            if (_clipboard is not null)
            {
                frame = (byte[])[.. frame, .. _clipboard];
                _clipboard = null;
            }

            if (frame.IsEmpty)
            {
                return PresentResult.Unchanged;
            }

            _output.Write(frame);
            return _output.IsClosed ? PresentResult.Closed : _output.HasPending ? Pending() : PresentResult.Written;
        }
    }

    /// <summary>The next frame repaints everything: after Ctrl+L, a resize, or another program's output.</summary>
    public void Invalidate()
    {
        lock (_gate)
        {
            _diff.Invalidate();
        }
    }

    /// <summary>Reads the terminal's size; a change clears <see cref="Screen"/> and repaints everything.</summary>
    /// <returns>True when it has changed.</returns>
    public unsafe bool RefreshSize()
    {
        Libc.WindowSize size = default;
        bool isKnown = Libc.GetWindowSize(_outputModes.Descriptor, Libc.GetWindowSizeRequest, &size) == 0;
        int columns = isKnown && size.Columns > 0 ? size.Columns : _options.FallbackColumns ?? DefaultColumns;
        int rows = isKnown && size.Rows > 0 ? size.Rows : _options.FallbackRows ?? DefaultRows;
        if (!Screen.Resize(columns, rows))
        {
            return false;
        }

        Invalidate();
        return true;
    }

    /// <summary>Starts the input thread. Once per terminal.</summary>
    /// <param name="publish">Called on the input thread.</param>
    public void StartInput(Action<TerminalInput> publish)
    {
        _input = new TerminalInputReader(_inputModes?.Descriptor, _output.Descriptor, publish);
        _input.SetReading(_isEntered);
        _input.Start();
    }

    /// <summary>Leaves and stops this process (SIGSTOP, as a handled SIGTSTP no longer stops it) until it is continued, then
    /// resumes.</summary>
    /// <returns>False when it was continued in the background, where it has no screen: look for a request to stop, and call
    /// again, which then only waits a moment for the terminal to be this process's own.</returns>
    public bool Suspend()
    {
        if (_isInBackground)
        {
            // To stop again would race with the shell that brings this process back to the foreground.
            Libc.Wait(BackgroundWaitMs);
        }
        else
        {
            Leave();

            // To this thread and not to the process, so that it stops before the next instruction.
            _ = Libc.Raise(Libc.StopSignal);
        }

        return Resume();
    }

    /// <summary>After SIGCONT: takes the terminal over again, whatever the shell did to it meanwhile, and repaints
    /// everything.</summary>
    /// <returns>False in the background, where the terminal is given up: call <see cref="Suspend"/>.</returns>
    public bool Resume()
    {
        _isInBackground = !IsForeground();
        if (_isInBackground)
        {
            Leave();
            return false;
        }

        lock (_gate)
        {
            _isEntered = false;
            RefreshSize();
            Enter();
        }

        return true;
    }

    public void Dispose()
    {
        Leave();
        _input?.Stop();
        _output.Dispose();
    }

    /// <summary>A background process must not touch what now is the shell's screen. A terminal that has no groups counts as
    /// ours.</summary>
    private bool IsForeground()
    {
        int foreground = Libc.GetForegroundGroup(_outputModes.Descriptor);
        return foreground < 0 || foreground == Libc.GetOwnGroup();
    }

    private PresentResult Pending()
    {
        _input?.WatchOutput();
        return PresentResult.Pending;
    }
}
