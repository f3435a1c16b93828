using System.Runtime.InteropServices;
using System.Text;

namespace TraceLlm.Monitor;

/// <summary>
/// The few lines printed outside the dashboard. They go to the file descriptors by write(2): System.Console would load its
/// encodings and terminal database for them, and a stream of its own would not move the position that a shell's redirection shares.
/// </summary>
internal static partial class ConsoleText
{
    /// <summary>After the user stopped the monitor; on stdout.</summary>
    public const string Stopped = "Monitor stopped.";

    /// <summary>After a run with a password in --mongo-url; on stderr.</summary>
    public const string PasswordAdvice =
        "tracellm: the password in --mongo-url is visible to other users of this machine (ps); give it in MONGO_URL instead";

    private const int Stdout = 1, Stderr = 2;

    /// <summary>EINTR: a signal arrived before anything was written.</summary>
    private const int InterruptedErrno = 4;

    /// <summary>Writes a line, adding its end, to stdout. A closed pipe or full disk is nothing to report: there is nobody to read it.</summary>
    public static void PrintLine(string line) => Write(Stdout, line + "\n");

    /// <summary>Writes a text as it is to stdout.</summary>
    public static void Print(string text) => Write(Stdout, text);

    /// <summary>Writes a line, adding its end, to stderr.</summary>
    public static void PrintErrorLine(string line) => Write(Stderr, line + "\n");

    private static unsafe void Write(int descriptor, string text)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        while (rest.Length > 0)
        {
            nint written;
            fixed (byte* bytes = rest)
            {
                written = WriteBytes(descriptor, bytes, (nuint)rest.Length);
            }

            if (written < 0 && Marshal.GetLastPInvokeError() != InterruptedErrno)
            {
                return;
            }

            rest = rest[(int)Math.Max(written, 0)..];
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint WriteBytes(int descriptor, byte* bytes, nuint countBytes);
}
