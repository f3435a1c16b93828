using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Tui;

public sealed class DashboardAllocationTests
{
    [Fact]
    public void Dashboard_steady_frames_allocate_nothing() => Assert.Equal(0, new SteadyFrames().AllocatedBytesPerFrame());
}
