namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>What a failed command tells of its server (MongoDB specifications, server discovery, "Error handling").</summary>
internal static class FailureRules
{
    /// <summary>4.2: from here on a server that steps down keeps its connections.</summary>
    private const int WireVersion42 = 8;

    public static TopologyDescription Apply(TopologyDescription before, ServerFailure failure)
    {
        ServerDescription? known = before.Find(failure.Host);
        return known is null || before.Type == TopologyType.LoadBalanced || !TellsOfServer(failure) || IsStale(known, failure)
            ? before
            : MarkUnknown(before, known.Generation, failure);
    }

    /// <summary>No answer in time tells of the command, not of the server: another look at it will show.</summary>
    private static bool TellsOfServer(ServerFailure failure) => failure.Error.IsStateChange || failure.Error.IsNetworkFailure;

    private static bool IsStale(ServerDescription known, ServerFailure failure)
    {
        TopologyVersion? told = failure.Error.TopologyVersion;
        return failure.Generation < known.Generation
            || (told is not null && (told == known.TopologyVersion || TopologyVersion.IsOlder(told, known.TopologyVersion)));
    }

    private static TopologyDescription MarkUnknown(TopologyDescription before, int generation, ServerFailure failure)
    {
        MongoException error = failure.Error;
        bool losesConnections = !error.IsStateChange || error.IsShutdown || failure.MaxWireVersion < WireVersion42;
        TopologyDescription after = before.After(ServerDescription.Unknown(failure.Host, error));
        return !losesConnections ? after : after with
        {
            Servers = [.. after.Servers.Select(server =>
                server.Host == failure.Host ? server with { Generation = generation + 1 } : server)],
        };
    }
}
