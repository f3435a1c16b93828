namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>Orders what one server process says of itself (MongoDB specifications, server discovery, "topologyVersion").</summary>
/// <param name="ProcessId">Another one after each start of the server.</param>
/// <param name="Counter">Grows with each change of its state.</param>
internal readonly record struct TopologyVersion(ObjectId ProcessId, long Counter)
{
    /// <summary>Nothing is known of the order without two versions of one process: false then.</summary>
    public static bool IsOlder(TopologyVersion? version, TopologyVersion? than) =>
        version?.ProcessId == than?.ProcessId && version?.Counter < than?.Counter;

    /// <param name="value">The value of <c>topologyVersion</c>.</param>
    /// <returns>Null when it is not of the expected form.</returns>
    public static TopologyVersion? Read(BsonValue value)
    {
        ObjectId? processId = null;
        long? counter = null;
        if (value.TryGetDocument(out BsonReader version))
        {
            while (version.Read())
            {
                if (version.Name.SequenceEqual("processId"u8) && version.Value.TryGetObjectId(out ObjectId id))
                {
                    processId = id;
                }
                else if (version.Name.SequenceEqual("counter"u8) && version.Value.TryGetInt64(out long number))
                {
                    counter = number;
                }
            }
        }

        return processId is ObjectId process && counter is long count ? new TopologyVersion(process, count) : null;
    }
}
