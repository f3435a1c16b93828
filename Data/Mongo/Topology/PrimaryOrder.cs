namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>
/// Tells the newest primary from one that has not noticed yet that another was elected (MongoDB specifications, server discovery,
/// "updateRSFromPrimary"): by election before configuration since 6.0, the other way round before.
/// </summary>
/// <param name="SetVersion">The newest configuration that a primary told.</param>
/// <param name="ElectionId">The newest election that a primary told.</param>
internal record struct PrimaryOrder(long? SetVersion, ObjectId? ElectionId)
{
    private const int WireVersion60 = 17;

    /// <returns>False when the primary is older than one known before.</returns>
    public bool TryAdvance(ServerDescription primary) =>
        primary.MaxWireVersion >= WireVersion60 ? TryAdvanceByElection(primary) : TryAdvanceByConfiguration(primary);

    private bool TryAdvanceByElection(ServerDescription primary)
    {
        int order = Compare(primary.ElectionId, ElectionId);
        if (order < 0 || (order == 0 && Compare(primary.SetVersion, SetVersion) < 0))
        {
            return false;
        }

        (SetVersion, ElectionId) = (primary.SetVersion, primary.ElectionId);
        return true;
    }

    private bool TryAdvanceByConfiguration(ServerDescription primary)
    {
        if (primary.SetVersion is not null && primary.ElectionId is not null)
        {
            bool isOlder = SetVersion > primary.SetVersion
                || (SetVersion == primary.SetVersion && Compare(ElectionId, primary.ElectionId) > 0);
            if (SetVersion is not null && ElectionId is not null && isOlder)
            {
                return false;
            }

            ElectionId = primary.ElectionId;
        }

        if (Compare(primary.SetVersion, SetVersion) > 0)
        {
            SetVersion = primary.SetVersion;
        }

        return true;
    }

    /// <summary>Nothing comes before everything.</summary>
    private static int Compare<T>(T? left, T? right)
        where T : struct, IComparable<T> => Nullable.Compare(left, right);
}
