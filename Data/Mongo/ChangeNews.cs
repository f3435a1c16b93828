namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>What happens to a change stream, told in order by the task that follows it.</summary>
internal abstract record ChangeNews
{
    private ChangeNews()
    {
    }

    /// <summary>From here on nothing that is stored is missed.</summary>
    /// <param name="IsResumed">Nor was anything since the stream before.</param>
    public sealed record Opened(bool IsResumed) : ChangeNews;

    /// <summary>Traces were stored.</summary>
    public sealed record Stored(IReadOnlyList<Trace> Traces) : ChangeNews;

    /// <summary>What was read so far says nothing of the store any more.</summary>
    public sealed record Forgotten : ChangeNews;

    /// <summary>There is no stream for the time being.</summary>
    /// <param name="Reason">Why, in a few words for the screen.</param>
    public sealed record Lost(string Reason) : ChangeNews;
}
