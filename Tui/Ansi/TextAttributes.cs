namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>What SGR can add to a cell besides colours (ECMA-48 8.3.117).</summary>
[Flags]
internal enum TextAttributes : byte
{
    None = 0,
    Bold = 1,
    Dim = 2,
    Underline = 4,
    Reverse = 8,
}
