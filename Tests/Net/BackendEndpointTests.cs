using TraceLlm.Monitor.Net;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class BackendEndpointTests
{
    [Theory]
    [InlineData("127.0.0.1", 8000, false, "127.0.0.1:8000")]
    [InlineData("backend.example", 8000, true, "backend.example:8000")]
    [InlineData("::1", 8000, false, "[::1]:8000")]
    [InlineData("fe80::1%2", 8000, false, "[fe80::1]:8000")]
    [InlineData("backend.example", 80, false, "backend.example")]
    [InlineData("backend.example", 443, false, "backend.example:443")]
    [InlineData("backend.example", 443, true, "backend.example")]
    [InlineData("::1", 443, true, "[::1]")]
    public void Host_header_fits_host_port_and_scheme(string host, int port, bool useTls, string expected) =>
        Assert.Equal(expected, new BackendEndpoint(host, port, useTls).HostHeader);

    [Fact]
    public void Addresses_have_the_scheme()
    {
        Assert.Equal("ws://[::1]:8000/ws", new BackendEndpoint("::1", 8000, false).WebSocketAddress("/ws"));
        Assert.Equal("wss://h:8000/ws", new BackendEndpoint("h", 8000, true).WebSocketAddress("/ws"));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("fe80::1%eth0", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("host\r\nX-Header: 1", false)]
    [InlineData("host/path", false)]
    [InlineData("user@host", false)]
    [InlineData("[::1]", false)]
    public void Host_holds_nothing_that_breaks_a_header(string text, bool expected) =>
        Assert.Equal(expected, BackendEndpoint.IsHost(text));
}
