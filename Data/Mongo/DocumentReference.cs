namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>An <c>_id</c> of whatever type as an opaque text (<see cref="Trace.DocumentId"/>): its type and its bytes in hexadecimal.</summary>
internal static class DocumentReference
{
    /// <summary>A longer <c>_id</c> is not kept: such a trace cannot be found again without a trace_id.</summary>
    private const int MaxIdBytes = 256;

    /// <returns>Null for one that is too long to be kept.</returns>
    public static string? Of(BsonValue id) =>
        id.Bytes.Length <= MaxIdBytes ? Convert.ToHexStringLower([(byte)id.Type, .. id.Bytes]) : null;

    /// <param name="text">As <see cref="Of"/> made it; null gives null.</param>
    public static RawValue? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        byte[] bytes = Convert.FromHexString(text);
        return new RawValue((BsonType)bytes[0], bytes[1..]);
    }
}
