using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class NameTableTests
{
    [Fact]
    public void Equal_names_share_one_string()
    {
        var names = new NameTable();
        string first = names.Shared(new string("gpt".AsSpan()))!;

        Assert.Same(first, names.Shared(new string("gpt".AsSpan())));
        Assert.Equal("GPT", names.Shared("GPT"));
        Assert.Null(names.Shared(null));
    }

    [Fact]
    public void More_names_than_it_keeps_are_handed_out_all_the_same()
    {
        var names = new NameTable();
        for (int i = 0; i < 10_000; i++)
        {
            Assert.Equal($"model {i}", names.Shared($"model {i}"));
        }
    }

    [Fact]
    public void Traces_of_a_ledger_share_their_names_and_keep_their_values()
    {
        var ledger = new TraceLedger(10);
        Trace[] traces = [.. Enumerable.Range(0, 2).Select(i => SampleTraces.Announced($"{i}", model: new string("gpt".AsSpan())) with
        {
            ProjectId = new string("shop".AsSpan()),
            Environment = new string("staging".AsSpan()),
        })];
        Trace copy = traces[0] with { };

        Array.ForEach(traces, trace => ledger.Add(trace, SampleTraces.Noon));

        Assert.Same(ledger[0].Trace.ModelName, ledger[1].Trace.ModelName);
        Assert.Same(ledger[0].Trace.ProjectId, ledger[1].Trace.ProjectId);
        Assert.Same(ledger[0].Trace.Environment, ledger[1].Trace.Environment);
        Assert.Equal(copy, traces[0]);
    }
}
