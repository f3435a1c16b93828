using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>One cell of the screen: 8 bytes, compared as one number.</summary>
/// <param name="Glyph">A code point, or with <see cref="ClusterBit"/> set an index into <see cref="ClusterTable"/>; 0 in the
/// right half of a wide cluster and in a cell whose content is not known.</param>
/// <param name="StyleId">An index into <see cref="StyleTable"/>.</param>
/// <param name="Columns">1 or 2; 0 for the right half of a wide cluster.</param>
/// <param name="IsGuarded">A terminal may disagree about the columns.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1, Size = 8)]
internal readonly record struct Cell(uint Glyph, ushort StyleId, byte Columns, bool IsGuarded)
{
    public const uint ClusterBit = 0x8000_0000;

    /// <summary>An erased cell.</summary>
    public static Cell Blank => new(' ', 0, 1, false);

    public bool IsBlank => this == Blank;

    public bool IsCluster => (Glyph & ClusterBit) != 0;
}
