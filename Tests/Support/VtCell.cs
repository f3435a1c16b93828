namespace TraceLlm.Monitor.Tests.Support;

/// <summary>One cell of <see cref="VtScreen"/>.</summary>
/// <param name="Columns">1 or 2; 0 for the right half of a wide character.</param>
internal readonly record struct VtCell(string Text, VtPen Pen, int Columns)
{
    public static VtCell Blank => new(" ", VtPen.Plain, 1);
}
