namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>From which members of a deployment to read (MongoDB specifications, server selection).</summary>
internal sealed record ReadPreference
{
    /// <summary>What is asked for when the connection string names nothing: a secondary will do while there is no
    /// primary.</summary>
    public static readonly ReadPreference Default = new() { Mode = "primaryPreferred" };

    private static readonly string[] Modes = ["primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest"];

    /// <summary>One of the five modes, as the specification writes it.</summary>
    public required string Mode { get; init; }

    /// <summary>Sets of tags in the order of preference; an empty set matches any member, no sets ask for none.</summary>
    public IReadOnlyList<IReadOnlyList<KeyValuePair<string, string>>> TagSets { get; init; } = [];

    /// <summary>How far a member may lag behind; null: any lag will do.</summary>
    public TimeSpan? MaxStaleness { get; init; }

    /// <exception cref="MongoUriException">Tags or a staleness with the mode that chooses none.</exception>
    internal static ReadPreference Of(UriOptionValues values)
    {
        string? asked = values.Text("readPreference");
        string? mode = Array.Find(Modes, known => known.Equals(asked, StringComparison.OrdinalIgnoreCase));
        if (asked is not null && mode is null)
        {
            values.Ignore("readPreference", $"one of {string.Join(", ", Modes)}");
        }

        var found = new ReadPreference
        {
            Mode = mode ?? Default.Mode,
            TagSets = [.. values.All("readPreferenceTags").Select(TagsOf)],
            MaxStaleness = values.Number("maxStalenessSeconds") is int seconds and >= 0 ? TimeSpan.FromSeconds(seconds) : null,
        };
        bool chooses = found.MaxStaleness is not null || found.TagSets.Any(static tags => tags.Count > 0);
        return found.Mode == "primary" && chooses
            ? throw new MongoUriException("readPreferenceTags and maxStalenessSeconds do not go with readPreference=primary")
            : found;
    }

    private static KeyValuePair<string, string>[] TagsOf(string text) =>
        Array.ConvertAll(text.Split(',', StringSplitOptions.RemoveEmptyEntries), static pair =>
        {
            int colon = pair.IndexOf(':', StringComparison.Ordinal);
            return KeyValuePair.Create(pair[..colon], pair[(colon + 1)..]);
        });
}
