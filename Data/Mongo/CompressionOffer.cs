namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The part of the greeting in which both sides name the compressors that they have (MongoDB specifications,
/// OP_COMPRESSED).</summary>
internal static class CompressionOffer
{
    private static ReadOnlySpan<byte> Field => "compression"u8;

    public static void Write(BsonWriter writer, bool offersZlib)
    {
        writer.BeginArray(Field);
        if (offersZlib)
        {
            writer.Text(default, CompressionOptions.Zlib);
        }

        writer.End();
    }

    /// <param name="reply">The answer to the greeting.</param>
    /// <exception cref="WireFormatException">The reply is not well formed.</exception>
    public static bool IsTakenUp(ReadOnlySpan<byte> reply)
    {
        var reader = new BsonReader(reply);
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual(Field) && reader.Value.TryGetDocument(out BsonReader names))
            {
                return Lists(names, CompressionOptions.Zlib);
            }
        }

        return false;
    }

    private static bool Lists(BsonReader names, string wanted)
    {
        while (names.Read())
        {
            if (names.Value.TryGetText(out string name) && name == wanted)
            {
                return true;
            }
        }

        return false;
    }
}
