using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Cli;

/// <summary>
/// Reads a small file whole. A pipe would wait for its writer and hold up the start, so it is opened without waiting and refused;
/// FileStream can do neither.
/// </summary>
internal static unsafe partial class RegularFile
{
    /// <summary>The problem with a file that is another user's business.</summary>
    public const string Denied = "permission denied";

    /// <summary>O_RDONLY, O_NOCTTY, O_NONBLOCK and O_CLOEXEC, the same on x64 and arm64.</summary>
    private const int OpenFlags = 0x100 | 0x800 | 0x80000;

    /// <summary>SEEK_CUR.</summary>
    private const int SeekFromHere = 1;

    private const int FirstBufferBytes = 4096;

    private const int NotPermittedErrno = 1, MissingErrno = 2, InterruptedErrno = 4, DeniedErrno = 13, NotDirectoryErrno = 20;

    /// <summary>Reads all of a file.</summary>
    /// <param name="path">A symbolic link is followed.</param>
    /// <param name="maxBytes">A larger file is refused.</param>
    /// <param name="problem">Why it cannot be read, to follow a colon; null when it is read, and when there is no such file.</param>
    /// <returns>Null when it cannot be read.</returns>
    public static byte[]? TryRead(string path, int maxBytes, out string? problem)
    {
        int descriptor = Open(path, OpenFlags);
        if (descriptor < 0)
        {
            problem = Marshal.GetLastPInvokeError() switch
            {
                MissingErrno or NotDirectoryErrno => null,
                NotPermittedErrno or DeniedErrno => Denied,
                _ => "opening it failed",
            };
            return null;
        }

        try
        {
            return Seek(descriptor, 0, SeekFromHere) < 0 ? Refuse("it is not a regular file", out problem)
                : ReadAll(descriptor, maxBytes, out problem);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static byte[]? ReadAll(int descriptor, int maxBytes, out string? problem)
    {
        byte[] buffer = new byte[FirstBufferBytes];
        int filled = 0;
        while (filled <= maxBytes)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            nint read;
            fixed (byte* free = &buffer[filled])
            {
                read = Read(descriptor, free, (nuint)(buffer.Length - filled));
            }

            if (read == 0)
            {
                problem = null;
                return buffer[..filled];
            }

            if (read < 0 && Marshal.GetLastPInvokeError() != InterruptedErrno)
            {
                return Refuse("reading it failed", out problem);
            }

            filled += (int)Math.Max(read, 0);
        }

        return Refuse($"it is larger than {SizeOf(maxBytes)}", out problem);
    }

    private static string SizeOf(int bytes) => bytes < 1 << 20 ? $"{bytes >> 10} KiB" : $"{bytes >> 20} MiB";

    private static byte[]? Refuse(string reason, out string? problem)
    {
        problem = reason;
        return null;
    }

    [LibraryImport("libc", SetLastError = true, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "lseek")]
    private static partial long Seek(int descriptor, long offset, int from);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte* buffer, nuint countBytes);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
