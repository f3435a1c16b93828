using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>When messages are compressed on the wire.</summary>
public sealed class CompressionTests
{
    private const string HelloWithZlib = """{"maxWireVersion":21,"helloOk":true,"compression":["snappy","zlib"]}""";

    private static readonly TraceQueries Queries = new(TraceStoreFilter.None);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_are_compressed_once_both_sides_want_it()
    {
        var time = new ManualTime();
        await using var server = new FakeMongod(request => request.Name == "count"
            ? FakeReply.Ok("""{"n":24}""").Compressed()
            : FakeReply.Ok(HelloWithZlib));
        using MongoCluster cluster = ClusterOf(server, "?compressors=zlib&zlibCompressionLevel=9", time);

        Assert.Equal(24, await CountAsync(cluster));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(24, await CountAsync(cluster));

        Assert.Equal(["zlib"], server.Requests[0].Body.GetProperty("compression").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(
            [("isMaster", false), ("count", true), ("hello", false), ("count", true)],
            server.Requests.Select(request => (request.Name, request.IsCompressed)));
    }

    [Fact]
    public async Task First_reply_may_be_compressed_already()
    {
        await using var server = new FakeMongod(request => FakeReply.Ok(request.Name == "count" ? """{"n":24}""" : HelloWithZlib).Compressed());
        using MongoCluster cluster = ClusterOf(server, "?compressors=zlib");

        Assert.Equal(24, await CountAsync(cluster));
    }

    [Fact]
    public async Task Server_that_compresses_otherwise_or_not_at_all_is_spoken_to_plainly()
    {
        await using var server = new FakeMongod(request => FakeReply.Ok(
            request.Name == "count" ? """{"n":24}""" : """{"maxWireVersion":21,"compression":["snappy"]}"""));
        using MongoCluster cluster = ClusterOf(server, "?compressors=zlib");

        Assert.Equal(24, await CountAsync(cluster));

        Assert.All(server.Requests, request => Assert.False(request.IsCompressed, request.Name));
    }

    [Fact]
    public async Task Malformed_list_of_compressors_is_told()
    {
        await using var server = new FakeMongod(_ => FakeReply.Document(Malformed(
            TestBson.Document("""{"compression":["zl"],"maxWireVersion":21,"ok":1}"""))));
        using MongoCluster cluster = ClusterOf(server, "?compressors=zlib");

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        Assert.Contains("does not speak MongoDB's protocol", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_reply_that_was_not_offered_is_refused()
    {
        await using var server = new FakeMongod(_ => FakeReply.Ok(HelloWithZlib).Compressed());
        using MongoCluster cluster = ClusterOf(server, "");

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        Assert.Contains("is not OP_MSG", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests[0].Body.GetProperty("compression").EnumerateArray());
    }

    [Theory]
    [InlineData("compressors=zlib", "")]
    [InlineData("compressors=snappy,zlib", "compressors=snappy ")]
    [InlineData("compressors=zstd", "compressors=zstd ")]
    [InlineData("compressors=hunter2", "compressors=... ")]
    public void Other_compressors_are_named_in_a_warning(string options, string expected)
    {
        MongoUri uri = MongoUri.Parse($"mongodb://a/?{options}");

        Assert.Equal(options.Contains("zlib", StringComparison.Ordinal), uri.Options.Compression.UsesZlib);
        Assert.StartsWith(expected, string.Join(' ', uri.Warnings), StringComparison.Ordinal);
        Assert.Equal(expected.Length > 0, uri.Warnings.Count == 1);
        Assert.DoesNotContain("hunter2", string.Join(' ', uri.Warnings), StringComparison.Ordinal);
    }

    /// <summary>The text in the array, which begins behind the array's name and length, becomes longer than the array.</summary>
    private static byte[] Malformed(byte[] hello)
    {
        int array = hello.AsSpan().IndexOf("compression"u8) + "compression".Length + 1;
        hello[array + 7] = 99;
        return hello;
    }

    private static Task<long> CountAsync(MongoCluster cluster) => cluster.CountAsync(Queries.Count(null, null), Token);

    private static MongoCluster ClusterOf(FakeMongod server, string options, TimeProvider? time = null) => new(
        MongoUri.Parse(server.Uri + options), new MongoClientOptions { Database = "t", Version = "0.1" }, time ?? TimeProvider.System);
}
