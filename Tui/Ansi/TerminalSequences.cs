using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>The constant byte strings that a session begins, heals and ends with.</summary>
internal static class TerminalSequences
{
    /// <summary>Alternate screen, the known state of <see cref="Heal"/>, and a cleared screen.</summary>
    public static ReadOnlySpan<byte> Enter => "\e[?1049h\x0f\e(B\e[4l\e[?6l\e[r\e[?7l\e[?25l\e[?2004h\e[m\e[2J\e[H"u8;

    /// <summary>ASCII as the character set, replace mode, origin mode off, no scroll region, autowrap off, hidden cursor, bracketed
    /// paste: what a foreign program's output may have changed. Does not clear.</summary>
    public static ReadOnlySpan<byte> Heal => "\x0f\e(B\e[4l\e[?6l\e[r\e[?7l\e[?25l\e[?2004h"u8;

    /// <summary>OSC 52: sets the clipboard of the terminal that the user sits at, through SSH too. A terminal that does not allow it
    /// ignores it.</summary>
    /// <param name="text">ASCII.</param>
    public static byte[] Copy(string text) =>
        Encoding.ASCII.GetBytes($"\e]52;c;{Convert.ToBase64String(Encoding.ASCII.GetBytes(text))}\a");

    /// <summary>CAN ends a sequence of which only the beginning went out; then everything is put back.</summary>
    public static ReadOnlySpan<byte> Leave => "\x18\e[?2026l\e[?2004l\e[r\e[m\e[?7h\e[?25h\e[?1049l"u8;
}
