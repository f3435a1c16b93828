using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// The modes of a terminal (termios(3)), kept as bytes as the C library gives them; only the flags that raw mode changes are
/// known by their place. Linux on x64 and arm64: four 32-bit flag words, the line discipline's byte, then the control characters,
/// in glibc and musl alike.
/// </summary>
internal sealed class Termios
{
    /// <summary>Above the 60 bytes of <c>struct termios</c>.</summary>
    private const int StructBytes = 128;

    private const int InputFlagsOffset = 0;
    private const int OutputFlagsOffset = 4;
    private const int LocalFlagsOffset = 12;
    private const int ControlCharactersOffset = 17;
    private const int MinCharacter = 6; // VMIN
    private const int TimeCharacter = 5; // VTIME

    // BRKINT, PARMRK, ISTRIP, INLCR, IGNCR, ICRNL, IXON: bytes arrive as they were sent, and Ctrl+S does not stop the output.
    private const uint RawInputOff = 0x2 | 0x8 | 0x20 | 0x40 | 0x80 | 0x100 | 0x400;

    // OPOST: a line feed is a line feed.
    private const uint RawOutputOff = 0x1;

    // ICANON, ECHO, ECHONL, IEXTEN. ISIG stays: Ctrl+C works even when the main loop does not.
    private const uint RawLocalOff = 0x2 | 0x8 | 0x40 | 0x8000;

    private const int SetNow = 0; // TCSANOW: waiting for output to drain could take for ever

    private readonly byte[] _saved = new byte[StructBytes];

    private Termios(int descriptor) => Descriptor = descriptor;

    /// <summary>The terminal's file descriptor.</summary>
    public int Descriptor { get; }

    /// <summary>Reads the modes; null when the descriptor is no terminal.</summary>
    public static unsafe Termios? TryRead(int descriptor)
    {
        var modes = new Termios(descriptor);
        fixed (byte* saved = modes._saved)
        {
            return Libc.GetModes(descriptor, saved) == 0 ? modes : null;
        }
    }

    /// <summary>Bytes as they come, one at a time, without echo.</summary>
    public void SetRaw()
    {
        byte[] raw = [.. _saved];
        ClearFlags(raw, InputFlagsOffset, RawInputOff);
        ClearFlags(raw, OutputFlagsOffset, RawOutputOff);
        ClearFlags(raw, LocalFlagsOffset, RawLocalOff);
        raw[ControlCharactersOffset + MinCharacter] = 1;
        raw[ControlCharactersOffset + TimeCharacter] = 0;
        Set(raw);
    }

    /// <summary>The modes as they were read.</summary>
    public void Restore() => Set(_saved);

    private static void ClearFlags(byte[] modes, int offset, uint flags)
    {
        Span<byte> word = modes.AsSpan(offset, sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(word, BinaryPrimitives.ReadUInt32LittleEndian(word) & ~flags);
    }

    private unsafe void Set(byte[] modes)
    {
        fixed (byte* pointer = modes)
        {
            while (Libc.SetModes(Descriptor, SetNow, pointer) != 0 && Marshal.GetLastPInvokeError() == Libc.InterruptedError)
            {
                // Stopped in the background and continued in the foreground: once more.
            }
        }
    }
}
