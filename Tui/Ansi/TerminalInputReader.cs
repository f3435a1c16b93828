using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// The input thread: waits in poll(2) for keys, for room in the output once the terminal was full, and for the terminal's end.
/// Sleeps while nothing happens.
/// </summary>
internal sealed unsafe class TerminalInputReader
{
    /// <summary>It runs one loop and the decoder.</summary>
    private const int StackBytes = 128 * 1024;

    private const int ReadBytes = 1024;

    /// <summary>In the array given to poll.</summary>
    private const int InputIndex = 0;
    private const int OutputIndex = 1;
    private const int WakeIndex = 2;
    private const int DescriptorCount = 3;

    /// <summary>poll(2) ignores a negative descriptor.</summary>
    private const int NoDescriptor = -1;

    private readonly int _input;
    private readonly int _output;
    private readonly int _wakeRead;
    private readonly int _wakeWrite;
    private readonly Action<TerminalInput> _publish;
    private readonly KeyDecoder _decoder;
    private volatile bool _isReading;
    private volatile bool _isInterrupted;
    private volatile bool _isWatchingOutput;
    private volatile bool _isStopping;

    /// <param name="input">Where keys come from; null for none.</param>
    /// <param name="output">The terminal.</param>
    /// <exception cref="InvalidOperationException">No descriptors are left.</exception>
    public TerminalInputReader(int? input, int output, Action<TerminalInput> publish)
    {
        int* ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.OpenCloseOnExec | Libc.OpenNonBlocking) != 0)
        {
            throw new InvalidOperationException("No pipe for the input thread: too many open files");
        }

        _wakeRead = ends[0];
        _wakeWrite = ends[1];
        _input = input ?? NoDescriptor;
        _output = output;
        _publish = publish;
        _decoder = new KeyDecoder(publish);
    }

    public void Start() => new Thread(Run, StackBytes) { IsBackground = true, Name = "terminal input" }.Start();

    /// <summary>Whether keys are read: only while the terminal is this program's, as a read in the background stops the
    /// process. Any thread.</summary>
    public void SetReading(bool isReading)
    {
        _isInterrupted |= !isReading;
        _isReading = isReading;
        Wake();
    }

    /// <summary>Publishes <see cref="TerminalInput.OutputReady"/> once, as soon as the terminal takes output again. Any
    /// thread.</summary>
    public void WatchOutput()
    {
        if (!_isWatchingOutput)
        {
            _isWatchingOutput = true;
            Wake();
        }
    }

    /// <summary>Ends the thread, without waiting for it. Any thread.</summary>
    public void Stop()
    {
        _isStopping = true;
        Wake();
    }

    private void Wake()
    {
        byte wake = 0;
        _ = Libc.Write(_wakeWrite, &wake, 1);
    }

    private void Run()
    {
        Libc.PollDescriptor* descriptors = stackalloc Libc.PollDescriptor[DescriptorCount];
        while (!_isStopping)
        {
            if (_isInterrupted)
            {
                _isInterrupted = false;
                _decoder.Reset();
            }

            bool isWatching = _isWatchingOutput;
            descriptors[InputIndex] = new(_isReading ? _input : NoDescriptor, Libc.PollIn);
            descriptors[OutputIndex] = new(_output, isWatching ? Libc.PollOut : (short)0);
            descriptors[WakeIndex] = new(_wakeRead, Libc.PollIn);
            int ready = Libc.Poll(descriptors, DescriptorCount, _decoder.WaitMs);
            if (ready == 0)
            {
                _decoder.Expire();
            }
            else if (ready > 0 && !_isStopping && !Handle(descriptors))
            {
                _publish(new TerminalInput.HangUp());
                return;
            }
        }
    }

    /// <returns>False when the terminal is gone.</returns>
    private bool Handle(Libc.PollDescriptor* descriptors)
    {
        if (descriptors[WakeIndex].Happened != 0)
        {
            byte* drained = stackalloc byte[64];
            _ = Libc.Read(_wakeRead, drained, 64);
        }

        if ((descriptors[InputIndex].Happened & Libc.PollIn) != 0)
        {
            if (_isReading && !ReadKeys())
            {
                return false;
            }
        }
        else if ((descriptors[InputIndex].Happened & Libc.PollGone) != 0)
        {
            return false;
        }

        if ((descriptors[OutputIndex].Happened & Libc.PollGone) != 0)
        {
            return false;
        }

        if ((descriptors[OutputIndex].Happened & Libc.PollOut) != 0)
        {
            _isWatchingOutput = false;
            _publish(new TerminalInput.OutputReady());
        }

        return true;
    }

    /// <returns>False at the end of input.</returns>
    private bool ReadKeys()
    {
        byte* buffer = stackalloc byte[ReadBytes];
        nint count = Libc.Read(_input, buffer, ReadBytes);
        if (count > 0)
        {
            _decoder.Feed(new ReadOnlySpan<byte>(buffer, (int)count));
            return true;
        }

        return count < 0 && Marshal.GetLastPInvokeError() is Libc.InterruptedError or Libc.WouldBlockError;
    }
}
