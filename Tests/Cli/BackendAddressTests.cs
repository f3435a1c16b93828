namespace TraceLlm.Monitor.Tests.Cli;

public sealed class BackendAddressTests
{
    [Theory]
    [InlineData("localhost", "localhost", 8000, false, false)]
    [InlineData("10.0.0.7", "10.0.0.7", 8000, false, false)]
    [InlineData("my_host.example.", "my_host.example.", 8000, false, false)]
    [InlineData("::1", "::1", 8000, false, false)]
    [InlineData("[fe80::1%2]", "fe80::1%2", 8000, false, false)]
    [InlineData("ws://h:9000", "h", 9000, false, true)]
    [InlineData("WS://h:9000/", "h", 9000, false, true)]
    [InlineData("ws://h", "h", 8000, false, false)]
    [InlineData("wss://h", "h", 443, true, true)]
    [InlineData("wss://h:8443/ws", "h", 8443, true, true)]
    [InlineData("wss://[2001:db8::1]:8443", "2001:db8::1", 8443, true, true)]
    [InlineData("ws://[::1]", "::1", 8000, false, false)]
    public void Host_or_address_is_taken(string text, string host, int port, bool useTls, bool isGiven)
    {
        MonitorOptions options = Assert.IsType<CommandLineResult.Run>(Parse([], "--ws-host", text)).Options;

        Assert.Equal((host, port, useTls, isGiven), (options.WsHost, options.WsPort, options.UseTls, options.WsPortIsGiven));
    }

    [Theory]
    [InlineData("http://h", "; its scheme must be ws:// or wss://")]
    [InlineData("ws://h/other", "; its path must be /ws or none")]
    [InlineData("ws://h?x=1", "; its path must be /ws or none")]
    [InlineData("ws://h/ws#x", "; its path must be /ws or none")]
    [InlineData("ws://h:", "; its port must be 1 to 65535")]
    [InlineData("ws://h:0", "; its port must be 1 to 65535")]
    [InlineData("ws://h:65536", "; its port must be 1 to 65535")]
    [InlineData("ws://::1:80", "; an IPv6 address with a port needs brackets: ws://[::1]:8000")]
    [InlineData("h:8000", "; give a port with --ws-port, or write ws://HOST:PORT")]
    [InlineData("ws://", "")]
    [InlineData("ws://[h]", "")]
    [InlineData("[127.0.0.1]", "")]
    [InlineData("::1::", "")]
    [InlineData("a..b", "")]
    [InlineData("-a", "")]
    [InlineData("a b", "")]
    [InlineData("h/ws", "")]
    [InlineData("bücher.example", "")]
    public void Anything_else_is_told(string text, string hint) => Assert.Equal(
        $"tracellm: option --ws-host: '{text}' is not a host name, an IP address, or an address such as ws://localhost:8000{hint}",
        Assert.IsType<CommandLineResult.UsageError>(Parse([], "--ws-host", text)).Line);

    [Fact]
    public void Login_in_an_address_is_told_without_it() => Assert.Equal(
        "tracellm: option --ws-host: '...@h' is not a host name, an IP address, or an address such as ws://localhost:8000; "
        + "it must hold no user name and no password",
        Assert.IsType<CommandLineResult.UsageError>(Parse([], "--ws-host", "ws://user:secret@h")).Line);

    [Fact]
    public void Host_too_long_is_told() =>
        Assert.IsType<CommandLineResult.UsageError>(Parse([], "--ws-host", string.Join('.', Enumerable.Repeat(new string('a', 60), 5))));

    [Theory]
    [InlineData(null, null, "ws://h:1", "2", 2)] // both are flags: the port's own option
    [InlineData("ws://h:1", "2", null, null, 2)] // both are variables: the port's own one
    [InlineData(null, "2", "ws://h:1", null, 1)] // a flag's address over a variable
    [InlineData("ws://h:1", null, null, "2", 2)] // a flag over a variable's address
    [InlineData(null, "2", "ws://h", null, 2)] // no port in the address
    public void Port_in_an_address_yields_to_a_port_given_as_strongly(
        string? hostVariable, string? portVariable, string? hostFlag, string? portFlag, int expected)
    {
        Dictionary<string, string?> environment = new() { ["TRACELLM_WS_HOST"] = hostVariable, ["TRACELLM_WS_PORT"] = portVariable };
        List<string> arguments = [];
        arguments.AddRange(hostFlag is null ? [] : ["--ws-host", hostFlag]);
        arguments.AddRange(portFlag is null ? [] : ["--ws-port", portFlag]);

        Assert.Equal(expected, Assert.IsType<CommandLineResult.Run>(Parse(environment, [.. arguments])).Options.WsPort);
    }

    [Fact]
    public void Tls_flag_counts_with_a_plain_host() =>
        Assert.True(Assert.IsType<CommandLineResult.Run>(Parse([], "--ws-tls", "--ws-host", "h")).Options.UseTls);

    private static CommandLineResult Parse(Dictionary<string, string?> environment, params string[] arguments)
    {
        using TemporaryDirectory directory = new();
        return CommandLine.Parse(["monitor", .. arguments], name => environment.GetValueOrDefault(name), directory.Location);
    }
}
