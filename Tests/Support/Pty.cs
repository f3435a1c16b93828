using System.Runtime.InteropServices;
using System.Text;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A pseudo-terminal: the master is what a terminal emulator holds, the slave what a program is started on.</summary>
internal sealed unsafe partial class Pty : IDisposable
{
    private const int OpenReadWrite = 0x2;
    private const int OpenNoControllingTerminal = 0x100;
    private const int OpenNonBlocking = 0x800;
    private const nuint SetWindowSizeRequest = 0x5414;
    private const int TermiosBytes = 60;

    private int _master;

    public Pty(ushort columns, ushort rows)
    {
        _master = PosixOpenPt(OpenReadWrite | OpenNoControllingTerminal | OpenNonBlocking);
        Assert.True(_master >= 0 && GrantPt(_master) == 0 && UnlockPt(_master) == 0);
        byte* name = stackalloc byte[128];
        Assert.Equal(0, PtsName(_master, name, 128));
        SlavePath = Marshal.PtrToStringUTF8((nint)name)!;
        Slave = Open(SlavePath, OpenReadWrite | OpenNoControllingTerminal);
        Assert.True(Slave >= 0);
        Resize(columns, rows);
    }

    public int Slave { get; }

    public string SlavePath { get; }

    /// <summary>The modes of the slave.</summary>
    public byte[] Modes()
    {
        byte* modes = stackalloc byte[128];
        Assert.Equal(0, TcGetAttr(Slave, modes));
        return new ReadOnlySpan<byte>(modes, TermiosBytes).ToArray();
    }

    public void Resize(ushort columns, ushort rows)
    {
        ushort* size = stackalloc ushort[4] { rows, columns, 0, 0 };
        Assert.Equal(0, Ioctl(_master, SetWindowSizeRequest, size));
    }

    /// <summary>Everything that was written to the slave and not read yet.</summary>
    public byte[] ReadAvailable()
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[65536];
        while (true)
        {
            nint count;
            fixed (byte* pointer = buffer)
            {
                count = Read(_master, pointer, (nuint)buffer.Length);
            }

            if (count <= 0)
            {
                return all.ToArray();
            }

            all.Write(buffer, 0, (int)count);
        }
    }

    /// <summary>Types.</summary>
    public void Write(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* pointer = bytes)
        {
            Assert.Equal(bytes.Length, Write(_master, pointer, (nuint)bytes.Length));
        }
    }

    /// <summary>The emulator goes away.</summary>
    public void CloseMaster()
    {
        if (_master >= 0)
        {
            _ = Close(_master);
            _master = -1;
        }
    }

    public void Dispose()
    {
        CloseMaster();
        _ = Close(Slave);
    }

    [LibraryImport("libc", EntryPoint = "posix_openpt")]
    private static partial int PosixOpenPt(int flags);

    [LibraryImport("libc", EntryPoint = "grantpt")]
    private static partial int GrantPt(int descriptor);

    [LibraryImport("libc", EntryPoint = "unlockpt")]
    private static partial int UnlockPt(int descriptor);

    [LibraryImport("libc", EntryPoint = "ptsname_r")]
    private static partial int PtsName(int descriptor, byte* name, nuint size);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "read")]
    private static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int TcGetAttr(int descriptor, byte* termios);
}
