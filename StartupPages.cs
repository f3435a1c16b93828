using System.Globalization;
using System.Runtime.InteropServices;

namespace TraceLlm.Monitor;

/// <summary>
/// Gives back the memory pages of program code that only the start needed (parsing options, loading OpenSSL, the first login). They
/// stay in the system's page cache, and a page that is needed again is mapped again without reading the disk.
/// </summary>
internal static partial class StartupPages
{
    private const string OwnMappings = "/proc/self/maps";

    /// <summary>MADV_DONTNEED (madvise(2)).</summary>
    private const int NotNeeded = 4;

    /// <summary>
    /// Only code: it is mapped from files and never written, so nothing is lost. Data may have been relocated in memory. Where the
    /// system has no such list, nothing happens.
    /// </summary>
    public static void Release()
    {
        try
        {
            foreach (string line in File.ReadLines(OwnMappings))
            {
                ReleaseIfCode(line);
            }
        }
        catch (IOException)
        {
            // Memory is then as it was: nothing to tell anybody.
        }
        catch (UnauthorizedAccessException)
        {
            // As above: a hardened system may hide the list.
        }
    }

    /// <param name="mapping"><c>start-end r-xp offset device inode path</c>, the addresses hexadecimal (proc(5)).</param>
    private static void ReleaseIfCode(string mapping)
    {
        int dash = mapping.IndexOf('-', StringComparison.Ordinal);
        int space = mapping.IndexOf(' ', StringComparison.Ordinal);
        bool isCode = mapping.AsSpan(space + 1).StartsWith("r-xp") && mapping.Contains('/', StringComparison.Ordinal);
        if (isCode
            && nuint.TryParse(mapping.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out nuint start)
            && nuint.TryParse(mapping.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out nuint end))
        {
            _ = Advise(start, end - start, NotNeeded);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint lengthBytes, int advice);
}
