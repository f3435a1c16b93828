namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>One reply of a change stream: what was stored, and from where to go on (MongoDB specifications, change streams).</summary>
internal sealed class ChangeBatch
{
    /// <summary>The <c>_id</c>s of the documents that were stored, in that order.</summary>
    public List<RawValue> StoredIds { get; } = [];

    /// <summary>The place behind this batch; null when the server told none.</summary>
    public RawValue? ResumeToken { get; private set; }

    /// <summary>The collection was dropped or renamed: what was read of it says nothing any more.</summary>
    public bool IsCollectionGone { get; private set; }

    /// <param name="reply">The body of a reply that reports no error.</param>
    /// <returns>The cursor's id; 0 when the server has closed it.</returns>
    /// <exception cref="WireFormatException">The reply is not well formed or has no cursor.</exception>
    public long Read(ReadOnlySpan<byte> reply)
    {
        int eventsLeft = int.MaxValue;
        long id = CursorBatch.Read(reply, ReadEvent, ref eventsLeft);
        ResumeToken = FindBatchToken(reply) ?? ResumeToken;
        return id;
    }

    private void ReadEvent(BsonReader changeEvent)
    {
        string operation = "";
        RawValue? storedId = null;
        while (changeEvent.Read())
        {
            if (changeEvent.Name.SequenceEqual("_id"u8))
            {
                ResumeToken = RawValue.Of(changeEvent.Value);
            }
            else if (changeEvent.Name.SequenceEqual("operationType"u8) && changeEvent.Value.TryGetText(out string name))
            {
                operation = name;
            }
            else if (changeEvent.Name.SequenceEqual("documentKey"u8) && changeEvent.Value.TryGetDocument(out BsonReader key))
            {
                storedId = FindId(key);
            }
        }

        if (operation != "insert")
        {
            IsCollectionGone = true; // nothing else is asked for
        }
        else if (storedId is RawValue id)
        {
            StoredIds.Add(id);
        }
    }

    /// <summary>In a sharded collection the key has other fields too.</summary>
    private static RawValue? FindId(BsonReader key)
    {
        while (key.Read())
        {
            if (key.Name.SequenceEqual("_id"u8))
            {
                return RawValue.Of(key.Value);
            }
        }

        return null;
    }

    /// <summary>The place behind everything that the server looked at, also what was of no interest.</summary>
    private static RawValue? FindBatchToken(ReadOnlySpan<byte> reply)
    {
        var reader = new BsonReader(reply);
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("cursor"u8) && reader.Value.TryGetDocument(out BsonReader cursor))
            {
                while (cursor.Read())
                {
                    if (cursor.Name.SequenceEqual("postBatchResumeToken"u8))
                    {
                        return RawValue.Of(cursor.Value);
                    }
                }
            }
        }

        return null;
    }
}
