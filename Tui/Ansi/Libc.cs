using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>The calls of the C library that a terminal needs; constants are those of Linux on x64 and arm64, glibc and musl
/// alike.</summary>
internal static unsafe partial class Libc
{
    public const int StandardInput = 0;
    public const int StandardOutput = 1;

    public const int InterruptedError = 4; // EINTR
    public const int WouldBlockError = 11; // EAGAIN

    public const int OpenWriteOnly = 0x1;
    public const int OpenNoControllingTerminal = 0x100;
    public const int OpenNonBlocking = 0x800;
    public const int OpenCloseOnExec = 0x80000;

    public const short PollIn = 0x1;
    public const short PollOut = 0x4;

    /// <summary>POLLERR, POLLHUP and POLLNVAL: reported whether asked for or not.</summary>
    public const short PollGone = 0x8 | 0x10 | 0x20;

    public const nuint GetWindowSizeRequest = 0x5413; // TIOCGWINSZ
    public const nuint GetDeviceRequest = 0x80045432; // TIOCGDEV

    /// <summary>TCOFLUSH: output that was written but not sent.</summary>
    public const int FlushOutput = 1;

    public const int StopSignal = 19; // SIGSTOP

    [LibraryImport("libc", SetLastError = true, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "read")]
    public static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "write")]
    public static partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "poll")]
    public static partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMs);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "pipe2")]
    public static partial int Pipe(int* descriptors, int flags);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "ioctl")]
    public static partial int GetWindowSize(int descriptor, nuint request, WindowSize* size);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "ioctl")]
    public static partial int GetDevice(int descriptor, nuint request, uint* device);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "tcgetattr")]
    public static partial int GetModes(int descriptor, byte* termios);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "tcsetattr")]
    public static partial int SetModes(int descriptor, int when, byte* termios);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "tcflush")]
    public static partial int Flush(int descriptor, int queue);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "tcgetpgrp")]
    public static partial int GetForegroundGroup(int descriptor);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    public static partial int GetOwnGroup();

    /// <summary>Sleeps, less than asked when a signal comes.</summary>
    public static void Wait(int milliseconds) => _ = Poll(null, 0, milliseconds);

    [LibraryImport("libc", EntryPoint = "raise")]
    public static partial int Raise(int signal);

    /// <summary><c>struct pollfd</c>.</summary>
    public struct PollDescriptor(int descriptor, short events)
    {
        public readonly int Descriptor = descriptor;
        public readonly short Events = events;
        public short Happened;
    }

    /// <summary><c>struct winsize</c>.</summary>
    public struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort WidthPixels;
        public ushort HeightPixels;
    }
}
