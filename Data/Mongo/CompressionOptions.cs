namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Whether messages are compressed (MongoDB specifications, OP_COMPRESSED): only when the connection string asks, because
/// it costs both sides processor time that is worth it on slow networks alone.</summary>
internal sealed class CompressionOptions
{
    /// <summary>The one compressor that this client has.</summary>
    public const string Zlib = "zlib";

    /// <summary>Names that may be repeated in a warning; any other could be a piece of something secret.</summary>
    private static readonly string[] OtherCompressors = ["snappy", "zstd", "noop"];

    internal CompressionOptions(UriOptionValues values)
    {
        string[] names = values.Text("compressors")?.Split(',') ?? [];
        UsesZlib = names.Contains(Zlib);
        Level = values.Number("zlibCompressionLevel") is int level and >= 0 ? level : null;
        Warnings = [.. names.Where(static name => name != Zlib).Distinct().Select(WarningOf)];
    }

    /// <summary>Compression is offered to servers.</summary>
    public bool UsesZlib { get; }

    /// <summary>0 (none) to 9 (most); null: zlib's own choice.</summary>
    public int? Level { get; }

    /// <summary>One line for each compressor that was asked for and is not offered.</summary>
    public IReadOnlyList<string> Warnings { get; }

    private static string WarningOf(string name) =>
        $"compressors={(OtherCompressors.Contains(name) ? name : "...")} of the MongoDB connection string is not supported by this "
        + "client and is ignored; it knows zlib";
}
