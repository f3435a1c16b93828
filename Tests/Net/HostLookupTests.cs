using System.Net;
using System.Net.Sockets;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class HostLookupTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Address_is_not_looked_up()
    {
        TraceFeedOptions options = Options("192.0.2.7") with { ResolveAsync = (_, _) => throw new InvalidOperationException() };

        Assert.Equal([IPAddress.Parse("192.0.2.7")], await HostLookup.ResolveAsync(options, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Name_that_nobody_knows_is_named() =>
        Assert.Equal("the host name gone.test is not known", await FailureAsync(Options("gone.test") with
        {
            ResolveAsync = (_, _) => throw new SocketException((int)SocketError.HostNotFound),
        }));

    [Fact]
    public async Task Name_without_addresses_is_not_known() =>
        Assert.Equal("the host name empty.test is not known", await FailureAsync(Options("empty.test") with
        {
            ResolveAsync = (_, _) => Task.FromResult(Array.Empty<IPAddress>()),
        }));

    [Fact]
    public async Task Name_that_is_too_long_for_the_system_is_not_known()
    {
        string name = string.Join('.', Enumerable.Repeat(new string('a', 63), 5));

        Assert.Equal($"the host name {name} is not known", await FailureAsync(Options(name)));
    }

    [Fact]
    public async Task Lookup_that_never_ends_is_left_after_five_seconds()
    {
        Task<string> failing = FailureAsync(Options("slow.test") with
        {
            ResolveAsync = (_, _) => new TaskCompletionSource<IPAddress[]>().Task,
        });
        await _time.ArmedAsync(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("the lookup of the host name slow.test takes too long", await failing);
    }

    private TraceFeedOptions Options(string host) => FeedRun.Options(_time, 8000) with { Host = host };

    private static async Task<string> FailureAsync(TraceFeedOptions options) => (await Assert.ThrowsAsync<FeedException>(
        () => HostLookup.ResolveAsync(options, TestContext.Current.CancellationToken))).Message;
}
