using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class RestPathTests
{
    [Theory]
    [InlineData("3f2a-4c", "/api/traces/3f2a-4c")]
    [InlineData("..", "/api/traces/%2E%2E")]
    [InlineData(".", "/api/traces/%2E")]
    [InlineData("...", "/api/traces/...")]
    [InlineData("../analytics", "/api/traces/..%2Fanalytics")]
    [InlineData("a/b", "/api/traces/a%2Fb")]
    [InlineData("%2e%2e", "/api/traces/%252e%252e")]
    [InlineData("?limit=1#x", "/api/traces/%3Flimit%3D1%23x")]
    [InlineData("a b\r\nHost: x", "/api/traces/a%20b%0D%0AHost%3A%20x")]
    [InlineData("trace é 東", "/api/traces/trace%20%C3%A9%20%E6%9D%B1")]
    [InlineData("\\..\\", "/api/traces/%5C..%5C")]
    public void Id_is_one_segment(string id, string path) => Assert.Equal(path, RestPath.One(id));

    [Fact]
    public void Lone_surrogate_does_not_throw() => Assert.Equal("/api/traces/%EF%BF%BD", RestPath.One("\ud800"));

    [Fact]
    public void Filters_and_status_are_passed_on_escaped() => Assert.Equal(
        "/api/traces?limit=1&status=failed&project_id=a%26b%3Dc&environment=%C3%BC%20x",
        RestPath.Newest(1, new TraceStoreFilter("a&b=c", "ü x"), "failed"));

    [Fact]
    public void Without_filters_only_the_limit_is_named() =>
        Assert.Equal("/api/traces?limit=200", RestPath.Newest(200, TraceStoreFilter.None));
}
