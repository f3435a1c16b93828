using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Data.Mongo.Topology;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo.Topology;

public sealed class HelloReplyTests
{
    private const int Seed = 20261122;

    private const string Full =
        """
        {"isWritablePrimary":true,"setName":"rs","setVersion":3,"electionId":{"$oid":"7fffffff0000000000000002"},
         "hosts":["A:1","b:2"],"passives":["c:3"],"arbiters":["d:4","a:1"],"primary":"A:1","me":"A:1","tags":{"dc":"ny","n":1},
         "lastWrite":{"lastWriteDate":{"$date":5000}},"topologyVersion":{"processId":{"$oid":"000000000000000000000007"},"counter":6},
         "minWireVersion":0,"maxWireVersion":21,"localTime":{"$date":6000},"helloOk":true,"logicalSessionTimeoutMinutes":30,
         "serviceId":{"$oid":"000000000000000000000009"},"unknown":{"x":[1]}}
        """;

    private static readonly MongoHost Host = new("a", 1);

    [Theory]
    [InlineData("{}", "Standalone")]
    [InlineData("""{"msg":"isdbgrid"}""", "Mongos")]
    [InlineData("""{"msg":"else"}""", "Standalone")]
    [InlineData("""{"isreplicaset":true,"ismaster":false}""", "Ghost")]
    [InlineData("""{"setName":"rs","ismaster":true}""", "Primary")]
    [InlineData("""{"setName":"rs","isWritablePrimary":true}""", "Primary")]
    [InlineData("""{"setName":"rs","isWritablePrimary":false,"secondary":true}""", "Secondary")]
    [InlineData("""{"setName":"rs","secondary":true,"hidden":true}""", "OtherMember")]
    [InlineData("""{"setName":"rs","arbiterOnly":true}""", "Arbiter")]
    [InlineData("""{"setName":"rs"}""", "OtherMember")]
    [InlineData("""{"setName":"rs","secondary":1}""", "OtherMember")]
    public void Flags_tell_what_the_server_is(string reply, string expected) =>
        Assert.Equal(expected, HelloReply.Parse(Host, TestBson.Document(reply)).Type.ToString());

    [Theory]
    [InlineData(253402300799999)]
    [InlineData(-62135596800000)]
    [InlineData(-1)]
    [InlineData(4294967296000)]
    public void Clock_that_no_server_can_have_is_none(long milliseconds)
    {
        string reply = $$$"""{"ok":1,"helloOk":true,"localTime":{"$date":{{{milliseconds}}}}}""";

        ServerDescription server = HelloReply.Parse(Host, TestBson.Document(reply));

        Assert.Null(server.LocalTime);
    }

    [Fact]
    public void Everything_told_is_kept()
    {
        ServerDescription server = HelloReply.Parse(Host, TestBson.Document(Full));

        Assert.Equal("rs 3 21 30 True True", $"{server.SetName} {server.SetVersion} {server.MaxWireVersion} "
            + $"{server.SessionTimeoutMinutes} {server.HelloOk} {server.HasServiceId}");
        Assert.Equal(["a:1", "b:2", "c:3", "d:4"], server.Members.Select(member => member.Address));
        Assert.Equal((Host, Host), (server.Me, server.Primary));
        Assert.Equal([KeyValuePair.Create("dc", "ny")], server.Tags);
        Assert.Equal((5, 6), (server.LastWrite?.ToUnixTimeSeconds(), server.LocalTime?.ToUnixTimeSeconds()));
        Assert.Equal(6, server.TopologyVersion?.Counter);
        Assert.Equal(0x7fffffffL, server.ElectionId?.Time.ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("""{"hosts":"a:1","tags":[],"setName":"rs"}""")]
    [InlineData("""{"hosts":{"0":1},"tags":1,"setName":"rs","me":"a:b:c","primary":"@","topologyVersion":{"counter":1}}""")]
    [InlineData("""{"hosts":["a:0","","a b"],"lastWrite":1,"electionId":5,"setName":"rs","topologyVersion":1}""")]
    public void Fields_of_another_form_are_as_if_they_were_not_there(string reply)
    {
        ServerDescription server = HelloReply.Parse(Host, TestBson.Document(reply));

        Assert.Equal(ServerType.OtherMember, server.Type);
        Assert.Empty(server.Members);
        Assert.Empty(server.Tags);
        Assert.True(server is { Me: null, Primary: null, TopologyVersion: null, LastWrite: null, ElectionId: null });
    }

    [Fact]
    public void Members_beyond_what_a_set_can_have_are_left_out()
    {
        string hosts = string.Join(',', Enumerable.Range(1, 1000).Select(port => $"\"h:{port}\""));

        Assert.Equal(64, HelloReply.Parse(Host, TestBson.Document($$"""{"setName":"rs","hosts":[{{hosts}}]}""")).Members.Count);
    }

    [Fact]
    public void Every_prefix_is_refused()
    {
        byte[] reply = TestBson.Document(Full);
        for (int length = 0; length < reply.Length; length++)
        {
            byte[] prefix = reply[..length];
            Assert.Throws<WireFormatException>(() => HelloReply.Parse(Host, prefix));
        }
    }

    [Fact]
    public void Changed_bytes_end_in_an_answer_or_the_clients_own_exception()
    {
        var random = new Random(Seed);
        byte[] reply = TestBson.Document(Full);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] changed = [.. reply];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            Exception? thrown = Record.Exception(() => HelloReply.Parse(Host, changed));
            Assert.True(thrown is null or WireFormatException, $"seed {Seed}, change {i}: {thrown}");
        }
    }
}
