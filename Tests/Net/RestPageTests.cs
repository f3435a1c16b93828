using System.Text;
using TraceLlm.Monitor.Net;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class RestPageTests
{
    [Fact]
    public void Total_and_items_are_read_in_their_order()
    {
        RestPage page = Read("""{"items":[{"trace_id":"b"},{"trace_id":"a"}],"total":7}""")!;

        Assert.Equal((7L, "b,a"), (page.Total, string.Join(',', page.Traces.Select(trace => trace.TraceId))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("<!doctype html><title>Log in</title>")]
    [InlineData("""{"total":1}""")]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"total":"1","items":[]}""")]
    [InlineData("""{"total":-1,"items":[]}""")]
    [InlineData("""{"total":1.5,"items":[]}""")]
    [InlineData("""{"total":1e99,"items":[]}""")]
    [InlineData("""{"total":1,"items":{}}""")]
    [InlineData("""{"total":1,"items":[{"latency":NaN}]}""")]
    [InlineData("""{"total":1,"items":[]} trailing""")]
    [InlineData("""{"total":1,"items":[]}{"total":1,"items":[]}""")]
    [InlineData("""{"detail":"Internal Server Error"}""")]
    public void What_is_no_page_is_none(string body) => Assert.Null(Read(body));

    [Fact]
    public void Every_beginning_of_a_page_is_none()
    {
        const string Body = """{"total":2,"items":[{"trace_id":"a","prompt":"\u00e9","steps":[{"success":false}]},{"trace_id":"b"}]}""";
        for (int length = 0; length < Body.Length; length++)
        {
            Assert.Null(Read(Body[..length]));
        }
    }

    [Fact]
    public void Depth_bomb_is_none() => Assert.Null(Read($$"""{"total":1,"items":{{new string('[', 100_000)}}"""));

    [Fact]
    public void Items_beyond_what_was_asked_for_are_not_read()
    {
        string items = string.Join(',', Enumerable.Repeat("{}", 1000));

        RestPage page = Read($$"""{"total":1000,"items":[{{items}}]}""", maxTraces: 20)!;

        Assert.Equal((1000L, 20), (page.Total, page.Traces.Count));
    }

    [Fact]
    public void Total_is_never_less_than_the_items() => Assert.Equal(2, Read("""{"total":0,"items":[{},{"a":1}]}""")!.Total);

    [Fact]
    public void Items_that_are_no_objects_are_passed_over() =>
        Assert.Equal("a", Assert.Single(Read("""{"total":4,"items":[1,null,[{"trace_id":"x"}],{"trace_id":"a"}]}""")!.Traces).TraceId);

    [Fact]
    public void Item_without_an_id_is_known_again_by_all_it_holds()
    {
        Trace Only(string item) => Assert.Single(Read($$"""{"total":1,"items":[{{item}}]}""")!.Traces);

        Assert.Equal(Only("""{"prompt":"p"}""").Key, Only("""{"prompt":"p"}""").Key);
        Assert.NotEqual(Only("""{"prompt":"p"}""").Key, Only("""{"prompt":"q"}""").Key);
    }

    private static RestPage? Read(string body, int maxTraces = 200) => RestPage.TryRead(Encoding.UTF8.GetBytes(body), maxTraces);
}
