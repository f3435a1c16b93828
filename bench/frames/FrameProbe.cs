using System.Globalization;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.FrameProbe;

/// <summary>Prints the bytes that a steady frame of the product's own dashboard and renderer allocates: what the published program
/// cannot be asked from outside.</summary>
internal static class FrameProbe
{
    private static void Main() =>
        Console.WriteLine(new SteadyFrames().AllocatedBytesPerFrame().ToString(CultureInfo.InvariantCulture));
}
