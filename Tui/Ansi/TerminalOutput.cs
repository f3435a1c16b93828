using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// Writes to the terminal without ever waiting for it. The terminal is opened a second time, so that non-blocking mode is this
/// process's own: the description behind standard output is shared with the shell. Guarded by the terminal's write lock.
/// </summary>
internal sealed class TerminalOutput : IDisposable
{
    /// <summary>Where the terminal cannot be opened again, poll tells that there is room, but not how much: only one byte is sure
    /// not to block. Slow, and as rare.</summary>
    private const int SureWriteBytes = 1;

    /// <summary>Longest wait for a terminal to take a part of the leave string.</summary>
    private const int LeaveWaitMs = 5;

    private const string ControllingTerminalPath = "/dev/tty";

    private readonly bool _isOwn;
    private byte[] _pending = [];
    private int _pendingStart;
    private int _pendingEnd;

    /// <param name="descriptor">A terminal.</param>
    /// <param name="path">Where it can be opened again.</param>
    public TerminalOutput(int descriptor, string path)
    {
        int own = OpenAgain(descriptor, path);
        _isOwn = own >= 0;
        Descriptor = _isOwn ? own : descriptor;
    }

    public int Descriptor { get; }

    /// <summary>Bytes wait for the terminal.</summary>
    public bool HasPending => _pendingEnd > _pendingStart;

    /// <summary>The terminal is gone: nothing will be written any more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Writes what waits.</summary>
    /// <returns>True when nothing waits any more.</returns>
    public bool TryFlush()
    {
        if (HasPending)
        {
            _pendingStart += WriteSome(_pending.AsSpan(_pendingStart, _pendingEnd - _pendingStart));
        }

        return !HasPending;
    }

    /// <summary>Writes in one call what the terminal takes and keeps the rest. Nothing may be pending.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes[WriteSome(bytes)..];
        if (_pending.Length < rest.Length)
        {
            _pending = new byte[rest.Length];
        }

        rest.CopyTo(_pending);
        _pendingStart = 0;
        _pendingEnd = rest.Length;
    }

    /// <summary>Writes the last bytes of a session: what is pending is given up, and a terminal that takes nothing loses its
    /// queue.</summary>
    public void WriteLast(ReadOnlySpan<byte> bytes)
    {
        _pendingEnd = _pendingStart;
        bool hasFlushed = false;
        while (!bytes.IsEmpty && !IsClosed)
        {
            int written = WriteSome(bytes);
            bytes = bytes[written..];
            if (written > 0 || WaitForRoom())
            {
                continue;
            }

            if (hasFlushed)
            {
                return;
            }

            hasFlushed = true;
            _ = Libc.Flush(Descriptor, Libc.FlushOutput);
        }
    }

    public void Dispose()
    {
        if (_isOwn)
        {
            _ = Libc.Close(Descriptor);
        }
    }

    /// <returns>A descriptor of a new description of the same terminal; negative when there is none to be had.</returns>
    private static int OpenAgain(int descriptor, string path)
    {
        const int Flags = Libc.OpenWriteOnly | Libc.OpenNonBlocking | Libc.OpenNoControllingTerminal | Libc.OpenCloseOnExec;
        int own = Libc.Open(path, Flags);
        if (own >= 0)
        {
            return own;
        }

        // After su the terminal is another user's; by this name it can be opened all the same.
        own = Libc.Open(ControllingTerminalPath, Flags);
        if (own >= 0 && DeviceOf(own) != DeviceOf(descriptor))
        {
            _ = Libc.Close(own);
            return -1;
        }

        return own;
    }

    private static unsafe uint DeviceOf(int descriptor)
    {
        uint device = 0;
        return Libc.GetDevice(descriptor, Libc.GetDeviceRequest, &device) == 0 ? device : 0;
    }

    /// <returns>Bytes written; fewer than given when the terminal would block.</returns>
    private unsafe int WriteSome(ReadOnlySpan<byte> bytes)
    {
        int written = 0;
        fixed (byte* pointer = bytes)
        {
            while (written < bytes.Length && !IsClosed)
            {
                int count = bytes.Length - written;
                if (!_isOwn)
                {
                    if (!HasRoom(0))
                    {
                        break;
                    }

                    count = Math.Min(count, SureWriteBytes);
                }

                nint result = Libc.Write(Descriptor, pointer + written, (nuint)count);
                if (result >= 0)
                {
                    written += (int)result;
                    continue;
                }

                int error = Marshal.GetLastPInvokeError();
                if (error == Libc.WouldBlockError)
                {
                    break;
                }

                IsClosed = error != Libc.InterruptedError;
            }
        }

        return IsClosed ? bytes.Length : written;
    }

    private bool WaitForRoom() => HasRoom(LeaveWaitMs);

    private unsafe bool HasRoom(int timeoutMs)
    {
        var poll = new Libc.PollDescriptor(Descriptor, Libc.PollOut);
        return Libc.Poll(&poll, 1, timeoutMs) > 0;
    }
}
