using System.Buffers.Text;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TraceLlm.Monitor.Runtime;

/// <summary>
/// Gives back the memory pages of code and constants that are not in use: most were needed once (parsing options, loading OpenSSL, a
/// login), and each came with its neighbours. They stay in the system's page cache, and what is needed again is mapped again without
/// reading the disk.
/// </summary>
internal static partial class UnusedPages
{
    private const string OwnMappings = "/proc/self/smaps";

    /// <summary>Longer than any line whose path is not absurd; a longer one is passed over.</summary>
    private const int BufferBytes = 2048;

    /// <summary>MADV_DONTNEED (madvise(2)).</summary>
    private const int NotNeeded = 4;

    /// <summary>Stands before the size of what is no longer the file's in a mapping: relocated or written.</summary>
    private static ReadOnlySpan<byte> OwnPages => "Anonymous:"u8;

    /// <summary>
    /// Only what is mapped from a file, cannot be written and holds no page of its own (constants, as the loader relocates them, may):
    /// nothing is lost. Where the system has no such list, nothing happens. Allocates next to nothing.
    /// </summary>
    public static void Release()
    {
        try
        {
            using SafeFileHandle mappings = File.OpenHandle(OwnMappings);
            ReadLines(mappings);
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

    /// <summary>The list is read anew each time: an address may be another mapping's by then.</summary>
    private static void ReadLines(SafeFileHandle mappings)
    {
        Span<byte> buffer = stackalloc byte[BufferBytes];
        int held = 0;
        long offset = 0;
        Mapping mapping = default;
        while (RandomAccess.Read(mappings, buffer[held..], offset) is > 0 and int count)
        {
            offset += count;
            ReadOnlySpan<byte> rest = buffer[..(held + count)];
            while (rest.IndexOf((byte)'\n') is >= 0 and int end)
            {
                TakeLine(rest[..end], ref mapping);
                rest = rest[(end + 1)..];
            }

            held = rest.Length == BufferBytes ? 0 : rest.Length;
            rest[..held].CopyTo(buffer);
        }
    }

    /// <summary>A mapping begins, or something is said of the one that has begun (proc(5)).</summary>
    private static void TakeLine(ReadOnlySpan<byte> line, ref Mapping mapping)
    {
        if (Mapping.TryRead(line, out Mapping next))
        {
            mapping = next;
        }
        else if (mapping.IsReadOnlyFile && line.StartsWith(OwnPages) && line[OwnPages.Length..].Trim((byte)' ').SequenceEqual("0 kB"u8))
        {
            _ = Advise((nuint)mapping.Start, (nuint)(mapping.End - mapping.Start), NotNeeded);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint lengthBytes, int advice);

    /// <summary><c>start-end r-xp offset device inode path</c>, the addresses hexadecimal (proc(5)).</summary>
    private readonly record struct Mapping(ulong Start, ulong End, bool IsReadOnlyFile)
    {
        public static bool TryRead(ReadOnlySpan<byte> line, out Mapping mapping)
        {
            mapping = default;
            if (!Utf8Parser.TryParse(line, out ulong start, out int used, 'x') || used == line.Length || line[used] != '-')
            {
                return false;
            }

            line = line[(used + 1)..];
            if (!Utf8Parser.TryParse(line, out ulong end, out used, 'x'))
            {
                return false;
            }

            ReadOnlySpan<byte> rest = line[used..];
            bool isReadOnly = rest.StartsWith(" r-xp "u8) || rest.StartsWith(" r--p "u8);
            mapping = new Mapping(start, end, isReadOnly && rest.Contains((byte)'/'));
            return true;
        }
    }
}
