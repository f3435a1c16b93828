using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// A read of a collection, ready to be sent: everything but what depends on the server and the database
/// (<see cref="CommandEnvelope"/>). Immutable.
/// </summary>
internal sealed class MongoCommand
{
    private const string FollowStage = "$changeStream";

    /// <summary>Stages that only read; a pipeline with any other is refused, so neither $out nor $merge can be sent, nor a stage
    /// that holds pipelines of its own.</summary>
    private static readonly string[] ReadStages = ["$match", "$sort", "$limit", "$project", "$group", FollowStage];

    private MongoCommand(ReadCommand name, string collection, ReadOnlyMemory<byte> arguments, TimeSpan maxTime, string purpose)
    {
        Name = name;
        Collection = collection;
        Arguments = arguments;
        MaxTime = maxTime;
        Purpose = purpose;
    }

    public ReadCommand Name { get; }

    public string Collection { get; }

    /// <summary>A document with the command's arguments, its name left out.</summary>
    public ReadOnlyMemory<byte> Arguments { get; }

    /// <summary>How long the server may work on it.</summary>
    public TimeSpan MaxTime { get; }

    /// <summary>One word for the server's log and its list of operations.</summary>
    public string Purpose { get; }

    /// <summary>Documents that the answer can have at most; what a server sends beyond is not read.</summary>
    public int MaxDocuments { get; private init; }

    /// <summary>Documents in one batch of the answer, the first one included; 0: as many as the server likes.</summary>
    public int BatchDocuments { get; private init; }

    /// <summary>Its cursor has no end: the server waits for more, as long as <see cref="MaxTime"/> each time.</summary>
    public bool IsEndless { get; private init; }

    /// <param name="arguments">A document with the array <c>pipeline</c>, and a <c>hint</c> if there is one.</param>
    /// <exception cref="InvalidOperationException">A stage of the pipeline is not one that only reads: a bug.</exception>
    public static MongoCommand Aggregate(
        string collection, ReadOnlyMemory<byte> arguments, TimeSpan maxTime, string purpose, int maxDocuments, int batchDocuments)
    {
        string firstStage = RefuseOtherStages(arguments.Span);
        return new MongoCommand(ReadCommand.Aggregate, collection, arguments, maxTime, purpose)
        {
            MaxDocuments = maxDocuments,
            BatchDocuments = batchDocuments,
            IsEndless = firstStage == FollowStage,
        };
    }

    /// <param name="arguments">A document with <c>query</c> and <c>hint</c>, or an empty one: the metadata's figure.</param>
    public static MongoCommand Count(string collection, ReadOnlyMemory<byte> arguments, TimeSpan maxTime) =>
        new(ReadCommand.Count, collection, arguments, maxTime, "count");

    public static MongoCommand ListIndexes(string collection, TimeSpan maxTime)
    {
        const int MostIndexes = 64; // the server's limit for one collection
        return new MongoCommand(ReadCommand.ListIndexes, collection, BsonLiteral.Document("{}"), maxTime, "indexes")
        {
            MaxDocuments = MostIndexes,
        };
    }

    /// <returns>The name of the first stage; empty without one.</returns>
    private static string RefuseOtherStages(ReadOnlySpan<byte> arguments)
    {
        var reader = new BsonReader(arguments);
        bool hasPipeline = false;
        string first = "";
        while (reader.Read())
        {
            if (!reader.Name.SequenceEqual("pipeline"u8))
            {
                continue;
            }

            hasPipeline = reader.Value.TryGetDocument(out BsonReader stages);
            while (stages.Read())
            {
                string name = RefuseUnlessRead(stages.Value);
                first = first.Length == 0 ? name : first;
            }
        }

        return hasPipeline ? first : throw new InvalidOperationException("an aggregate without a pipeline");
    }

    private static string RefuseUnlessRead(BsonValue stage)
    {
        bool isOne = stage.TryGetDocument(out BsonReader reader) && reader.Read();
        string name = isOne ? Encoding.UTF8.GetString(reader.Name) : "";
        return Array.IndexOf(ReadStages, name) >= 0 && !reader.Read()
            ? name
            : throw new InvalidOperationException("a stage that is not known to read only");
    }
}
