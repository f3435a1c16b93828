using System.Text;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>The client only reads: no other command has a name here, and no stage that writes can be put into an
/// aggregate.</summary>
public sealed class MongoCommandTests
{
    [Fact]
    public void Commands_are_these_and_no_others() => Assert.Equal(
        ["isMaster", "hello", "saslStart", "saslContinue", "authenticate",
            "aggregate", "count", "listIndexes", "getMore", "killCursors"],
        Enum.GetValues<ReadCommand>().Select(command => Encoding.UTF8.GetString(ReadCommandName.Of(command))));

    [Theory]
    [InlineData("$out", "\"other\"")]
    [InlineData("$merge", """{"into":"other"}""")]
    [InlineData("$lookup", """{"from":"x","pipeline":[{"$out":"other"}],"as":"y"}""")]
    [InlineData("$facet", """{"a":[{"$out":"other"}]}""")]
    [InlineData("$unionWith", """{"coll":"x","pipeline":[]}""")]
    [InlineData("$anything", "1")]
    public void Stage_that_is_not_known_to_read_is_refused(string stage, string body)
    {
        byte[] arguments = TestBson.Document($$"""{"pipeline":[{"$match":{} },{"{{stage}}":{{body}} }]}""");

        Assert.Throws<InvalidOperationException>(() => Aggregate(arguments));
    }

    [Theory]
    [InlineData("""{"pipeline":[{"$match":{},"$out":"other"}]}""")]
    [InlineData("""{"pipeline":[{}]}""")]
    [InlineData("""{"pipeline":["$match"]}""")]
    [InlineData("""{"pipeline":1}""")]
    [InlineData("{}")]
    public void Pipeline_that_is_not_plain_stages_is_refused(string arguments) =>
        Assert.Throws<InvalidOperationException>(() => Aggregate(TestBson.Document(arguments)));

    [Fact]
    public void Reading_stages_pass()
    {
        const string Stages = """{"$match":{}},{"$sort":{"_id":1}},{"$limit":1},{"$project":{"_id":1}},{"$group":{"_id":null}}""";

        Assert.Equal(ReadCommand.Aggregate, Aggregate(TestBson.Document($$"""{"pipeline":[{{Stages}}]}""")).Name);
    }

    private static MongoCommand Aggregate(byte[] arguments) =>
        MongoCommand.Aggregate("traces", arguments, TimeSpan.FromSeconds(1), "test", 1, 2);
}
