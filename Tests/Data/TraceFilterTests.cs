using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class TraceFilterTests
{
    private static readonly Trace Sample = SampleTraces.Announced(
        "9860A25E-58b7", latencyMs: 2500, TraceStatus.Warning, tokens: 1500, prompt: "Explain the \u00dcbung \"now\", a-b", model: "GPT-4o", steps: 5) with
    {
        ProjectId = "checkout-bot",
        Environment = "production",
        RetryCount = 2,
    };

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("explain")]
    [InlineData("EXPLAIN the")]
    [InlineData("gpt")]
    [InlineData("a25e")]
    [InlineData("\"explain the\"")]
    [InlineData("a-b")]
    [InlineData("prompt:explain prompt:\"the Übung\"")]
    [InlineData("model:gpt model:4O id:58B7")]
    [InlineData("model=gpt-4o")]
    [InlineData("env:prod environment=production project:checkout")]
    [InlineData("status:warning")]
    [InlineData("STATUS:warn")]
    [InlineData("status:w")]
    [InlineData("status:error")]
    [InlineData("status:errors")]
    [InlineData("status:failed,warning")]
    [InlineData("latency>2s latency>2499 latency<2501ms latency>=2.5s latency<=2.5s latency=2500 latency<1m latency=2.5S latency=2.500s")]
    [InlineData("tokens>1k tokens<1M tokens=1.5k tokens=1500 tokens:>1k")]
    [InlineData("steps>=5 steps<6 retries=2 retries>0")]
    [InlineData("-banana !banana -\"explain banana\" -model:claude !status:failed -latency>3s")]
    [InlineData("banana OR explain")]
    [InlineData("banana | status:failed | steps=5 gpt")]
    [InlineData("or | or OR explain")]
    [InlineData("model:gpt,claude model:claude,gpt project:shop,checkout env=staging,production id:1,9860 -model:claude,llama")]
    [InlineData("prompt:banana,\"explain the\" prompt:\"x,y\",explain")]
    [InlineData("latency=3s latency=2500ms")]
    public void Filter_that_holds(string text) => Assert.True(Parse(text).Matches(Sample));

    [Theory]
    [InlineData("banana")]
    [InlineData("explain banana")]
    [InlineData("checkout")]
    [InlineData("\"the explain\"")]
    [InlineData("model=gpt")]
    [InlineData("model:?")]
    [InlineData("project:checkout-bots")]
    [InlineData("env=prod")]
    [InlineData("status:failed")]
    [InlineData("status:success,failed")]
    [InlineData("-status:error")]
    [InlineData("latency>2.5s")]
    [InlineData("latency<2.5s")]
    [InlineData("tokens<=1k")]
    [InlineData("steps>5")]
    [InlineData("retries=1")]
    [InlineData("latency=2.6s")]
    [InlineData("latency=2s")]
    [InlineData("latency=2501")]
    [InlineData("latency=2499.9")]
    [InlineData("model:claude,llama")]
    [InlineData("model=gpt,4o")]
    [InlineData("-model:gpt,claude")]
    [InlineData("prompt:\"explain,the\"")]
    [InlineData("-explain")]
    [InlineData("!model:gpt")]
    [InlineData("banana | status:failed | steps=5 claude")]
    public void Filter_that_does_not_hold(string text) => Assert.False(Parse(text).Matches(Sample));

    [Fact]
    public void Trace_without_a_latency_matches_no_comparison_of_it_and_every_negated_one()
    {
        Trace trace = SampleTraces.Announced("a", latencyMs: null);

        Assert.All(["latency>0", "latency>=0", "latency<1m", "latency<=1m", "latency=0"], text =>
        {
            Assert.False(Parse(text).Matches(trace));
            Assert.True(Parse("-" + text).Matches(trace));
        });
    }

    [Fact]
    public void Missing_names_are_empty_and_a_missing_model_is_shown_as_a_question_mark()
    {
        Trace trace = SampleTraces.Announced("a", model: null);

        Assert.True(Parse("model:?").Matches(trace));
        Assert.True(Parse("model=?").Matches(trace));
        Assert.False(Parse("?").Matches(trace));
        Assert.False(Parse("project:a").Matches(trace));
        Assert.True(Parse("-env:production").Matches(trace));
    }

    [Theory]
    [InlineData("foo:1", 0, 3, "no such field")]
    [InlineData("gpt -foo>1", 5, 3, "no such field")]
    [InlineData("aVeryLongNameOfAField:1", 0, 21, "no such field")]
    [InlineData("http://x", 0, 4, "quotes")]
    [InlineData(">5", 0, 1, "a field must stand before it")]
    [InlineData("a :b", 2, 1, "a field must stand before it")]
    [InlineData("status:", 7, 0, "a value is missing")]
    [InlineData("latency> 5", 8, 0, "a value is missing")]
    [InlineData("status:late", 7, 4, "no status")]
    [InlineData("status:failed,", 7, 7, "no status")]
    [InlineData("status>failed", 6, 1, "compared by")]
    [InlineData("model>=a", 5, 2, "compared by")]
    [InlineData("latency>fast", 8, 4, "no duration")]
    [InlineData("latency>2h", 8, 2, "no duration")]
    [InlineData("latency>-1", 8, 2, "no duration")]
    [InlineData("latency>ms", 8, 2, "no duration")]
    [InlineData("latency>NaN", 8, 3, "no duration")]
    [InlineData("latency>1e9", 8, 3, "no duration")]
    [InlineData("tokens>1,5", 7, 3, "no number")]
    [InlineData("steps=many", 6, 4, "no number")]
    [InlineData("latency:2s", 7, 1, "latency=2s or latency>2s")]
    [InlineData("a steps:5", 7, 1, "tokens=500 or tokens>500")]
    [InlineData("model:gpt,", 10, 0, "missing beside the comma")]
    [InlineData("model:,gpt", 6, 0, "missing beside the comma")]
    [InlineData("model:gpt,\"x", 10, 2, "not closed")]
    [InlineData("retries=\"2 3\"", 8, 5, "no number")]
    [InlineData("gpt \"open end", 4, 9, "not closed")]
    [InlineData("model:\"open", 6, 5, "not closed")]
    [InlineData("\"\"", 0, 2, "nothing stands")]
    [InlineData("a - b", 2, 1, "nothing to negate")]
    [InlineData("!", 0, 1, "nothing to negate")]
    [InlineData("OR a", 0, 2, "both sides")]
    [InlineData("a OR", 2, 2, "both sides")]
    [InlineData("a | ", 2, 1, "both sides")]
    [InlineData("a OR | b", 5, 1, "both sides")]
    public void Error_is_told_at_its_place(string text, int column, int length, string message)
    {
        Assert.False(TraceFilter.TryParse(text, out TraceFilter? filter, out TraceFilterError? error));

        Assert.Null(filter);
        Assert.Equal((column, length), (error!.Column, error.Length));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latency=488", true)]
    [InlineData("latency=488ms", true)]
    [InlineData("latency=487.6", true)]
    [InlineData("latency=0.5s", true)]
    [InlineData("latency=0s", true)]
    [InlineData("latency=487", false)]
    [InlineData("latency=487.5", false)]
    [InlineData("latency=1s", false)]
    [InlineData("-latency=488", false)]
    public void Latency_is_equal_when_it_rounds_to_what_is_written(string text, bool isMatch) =>
        Assert.Equal(isMatch, Parse(text).Matches(SampleTraces.Announced("a", latencyMs: 487.6)));

    [Theory]
    [InlineData("project:shop", true)]
    [InlineData("project:checkout", true)]
    [InlineData("project=checkout-bot", true)]
    [InlineData("project:shop-checkout", false)]
    public void Project_is_found_by_its_id_and_by_its_name(string text, bool isMatch) =>
        Assert.Equal(isMatch, Parse(text).Matches(SampleTraces.Announced("a") with { ProjectId = "shop", ProjectName = "checkout-bot" }));

    [Fact]
    public void Comma_stands_for_itself_in_a_word_and_in_quotes()
    {
        Trace trace = SampleTraces.Announced("a", prompt: "one,two", model: "x,y");

        Assert.All(["e,t", "model:\"x,y\"", "model=\"x,y\"", "prompt:z,\"e,t\""], text => Assert.True(Parse(text).Matches(trace)));
        Assert.False(Parse("e,z").Matches(trace));
        Assert.False(Parse("model=x,y").Matches(trace));
    }

    [Fact]
    public void Text_and_terms_are_bounded()
    {
        string list = "model:" + string.Join(',', Enumerable.Repeat("a", 51));
        Assert.True(TraceFilter.TryParse(list[..^2], out _, out _));
        Assert.False(TraceFilter.TryParse(list, out _, out TraceFilterError? listError));
        Assert.Equal((106, 1), (listError!.Column, listError.Length));

        string many = string.Join(' ', Enumerable.Repeat("a", 51));
        Assert.True(TraceFilter.TryParse(many[..^2], out _, out _));
        Assert.False(TraceFilter.TryParse(many, out _, out TraceFilterError? error));
        Assert.Equal((100, 1), (error!.Column, error.Length));

        Assert.True(TraceFilter.TryParse(new string('a', TraceFilter.MaxCharacters), out _, out _));
        Assert.False(TraceFilter.TryParse(new string('a', TraceFilter.MaxCharacters + 3), out _, out error));
        Assert.Equal((TraceFilter.MaxCharacters, 3), (error!.Column, error.Length));
    }

    [Fact]
    public void Every_prefix_and_random_text_gives_a_filter_or_an_error_inside_it()
    {
        const int Seed = 20261122;
        const string Letters = "ab:=<>-!|\" OR5sk.,ü🦖\t";
        var random = new Random(Seed);
        for (int round = 0; round < 20_000; round++)
        {
            string text = string.Create(random.Next(25), random, static (letters, source) =>
            {
                for (int i = 0; i < letters.Length; i++)
                {
                    letters[i] = Letters[source.Next(Letters.Length)];
                }
            });
            bool isParsed = TraceFilter.TryParse(text, out TraceFilter? filter, out TraceFilterError? error);
            Assert.True(isParsed == filter is not null && isParsed == error is null, $"seed {Seed}: {text}");
            Assert.True(
                error is null || (error.Column >= 0 && error.Length >= 0 && error.Column + error.Length <= text.Length),
                $"seed {Seed}: {text}: {error}");
            filter?.Matches(Sample);
        }
    }

    [Fact]
    public void Blank_filter_is_empty_and_keeps_its_text()
    {
        Assert.True(Parse(" ").IsEmpty);
        Assert.True(TraceFilter.All.Matches(Sample));
        Assert.Equal("gpt | x", Parse("gpt | x").Text);
        Assert.False(Parse("gpt").IsEmpty);
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        TraceFilter filter = Parse("explain -banana model:claude,gpt status:warn latency>2s tokens>1k | zebra");
        filter.Matches(Sample);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
        {
            filter.Matches(Sample);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static TraceFilter Parse(string text)
    {
        Assert.True(TraceFilter.TryParse(text, out TraceFilter? filter, out TraceFilterError? error), error?.ToString());
        return filter!;
    }
}
