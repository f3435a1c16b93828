using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>What was learnt of one server while reading from it; forgotten when another one answers.</summary>
internal sealed class ServerFacts(ServerDescription server)
{
    /// <summary>Documents that are summed at most: some 50 ms of a server's work.</summary>
    public const int LargestWindow = 20_000;

    /// <summary>Below this a window says too little to be worth its work.</summary>
    public const int SmallestWindow = 500;

    /// <summary>The server computes nothing: whole documents are read, and cut and summed on our side.</summary>
    public bool IsPlain { get; private set; } = !server.ConvertsTypes;

    public TraceOrder Order { get; set; }

    /// <summary>How many of the newest documents are summed when there are more.</summary>
    public int WindowDocuments { get; private set; } = LargestWindow;

    /// <summary>The indexes of the collection; null until they were read, and while there is no collection.</summary>
    public TraceIndexes? Indexes { get; set; }

    /// <summary>The index to name for an order. A server that computes nothing may not know hints either.</summary>
    public string? HintFor(TraceOrder order) =>
        IsPlain ? null : order == TraceOrder.ById ? Indexes?.Id : Indexes?.CreatedAt;

    public string? TraceIdHint => IsPlain ? null : Indexes?.TraceId;

    public string? StatusHint => IsPlain ? null : Indexes?.Status;

    /// <summary>A quarter of the window; false when it is the smallest already.</summary>
    public bool TryNarrowWindow()
    {
        bool canNarrow = WindowDocuments > SmallestWindow;
        WindowDocuments = Math.Max(WindowDocuments / 4, SmallestWindow);
        return canNarrow;
    }

    /// <summary>The window was summed in less than a quarter of the time there is: four times as much will do.</summary>
    public void WidenWindow() => WindowDocuments = Math.Min(WindowDocuments * 4, LargestWindow);

    /// <summary>Runs a read in the form that this server understands; the first refusal of a feature decides for all that
    /// follows. A read whose cursor the server lost begins once more.</summary>
    /// <param name="read">Is told whether to use the plain form; may be run twice, and keeps nothing of the first time.</param>
    public async Task<T> ReadAsync<T>(Func<bool, Task<T>> read)
    {
        try
        {
            return await read(IsPlain);
        }
        catch (MongoException e) when (e.IsFeatureRefused && !IsPlain)
        {
            IsPlain = true;
            return await read(true);
        }
        catch (MongoException e) when (e.Code == ServerError.CursorNotFound)
        {
            return await read(IsPlain);
        }
    }
}
