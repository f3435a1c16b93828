namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Reads the replies that carry a cursor: <c>{cursor: {id, ns, firstBatch or nextBatch: [...]}}</c>.</summary>
internal static class CursorBatch
{
    /// <param name="reply">The body of a reply that reports no error.</param>
    /// <param name="onDocument">Gets each document.</param>
    /// <param name="documentsLeft">How many more to hand out; counted down.</param>
    /// <returns>The cursor's id; 0 when the server holds nothing more.</returns>
    /// <exception cref="WireFormatException">The reply is not well formed or has no cursor.</exception>
    public static long Read(ReadOnlySpan<byte> reply, DocumentReader onDocument, ref int documentsLeft)
    {
        var reader = new BsonReader(reply);
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("cursor"u8) && reader.Value.TryGetDocument(out BsonReader cursor))
            {
                return ReadCursor(cursor, onDocument, ref documentsLeft);
            }
        }

        throw new WireFormatException("a reply has no cursor");
    }

    private static long ReadCursor(BsonReader cursor, DocumentReader onDocument, ref int documentsLeft)
    {
        long id = 0;
        while (cursor.Read())
        {
            if (cursor.Name.SequenceEqual("id"u8))
            {
                cursor.Value.TryGetInt64(out id);
            }
            else if ((cursor.Name.SequenceEqual("firstBatch"u8) || cursor.Name.SequenceEqual("nextBatch"u8))
                && cursor.Value.TryGetDocument(out BsonReader batch))
            {
                ReadBatch(batch, onDocument, ref documentsLeft);
            }
        }

        return id;
    }

    private static void ReadBatch(BsonReader batch, DocumentReader onDocument, ref int documentsLeft)
    {
        while (documentsLeft > 0 && batch.Read())
        {
            if (batch.Value.TryGetDocument(out BsonReader document))
            {
                documentsLeft--;
                onDocument(document);
            }
        }
    }
}
