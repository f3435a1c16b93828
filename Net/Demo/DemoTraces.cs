namespace TraceLlm.Monitor.Net.Demo;

/// <summary>Makes traces up, one after another, the same ones for the same seed. Each has a seed of its own, so that it can be made
/// again without those before it.</summary>
internal sealed class DemoTraces(int seed)
{
    private readonly Random _seeds = new(seed);

    /// <summary>The next trace.</summary>
    public DemoTrace Next(DateTimeOffset createdAt) => DemoTraceMaker.Make(_seeds.Next(), createdAt);
}
