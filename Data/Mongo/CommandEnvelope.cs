namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Completes commands with what depends on the server and the database: <c>$db</c>, the read preference, the time limit and
/// the comment by which an administrator recognises them.
/// </summary>
/// <param name="database">The database that holds the traces.</param>
/// <param name="readPreference">The mode for servers that have members to choose from.</param>
/// <param name="version">The product's version, for the comment.</param>
internal sealed class CommandEnvelope(string database, string readPreference, string version)
{
    public void Write(BsonWriter writer, MongoCommand command, ServerDescription server)
    {
        writer.Text(ReadCommandName.Of(command.Name), command.Collection);
        writer.Elements(command.Arguments.Span);
        if (command.Name is not ReadCommand.Count)
        {
            writer.BeginDocument("cursor"u8);
            WriteBatchSize(writer, command);
            writer.End();
        }

        if (command.Name == ReadCommand.Aggregate)
        {
            writer.Boolean("allowDiskUse"u8, false);
        }

        writer.Int64("maxTimeMS"u8, (long)command.MaxTime.TotalMilliseconds);
        if (command.Name == ReadCommand.Aggregate || server.TakesCommentEverywhere)
        {
            writer.Text("comment"u8, $"tracellm-monitor/{version} {command.Purpose}");
        }

        WriteTarget(writer, server);
    }

    /// <summary>The rest of an answer. It carries no time limit: a server refuses one on an ordinary cursor.</summary>
    public void WriteGetMore(BsonWriter writer, MongoCommand command, long cursorId, ServerDescription server)
    {
        writer.Int64(ReadCommandName.Of(ReadCommand.GetMore), cursorId);
        writer.Text("collection"u8, command.Collection);
        WriteBatchSize(writer, command);
        WriteTarget(writer, server);
    }

    public void WriteKillCursors(BsonWriter writer, MongoCommand command, long cursorId, ServerDescription server)
    {
        writer.Text(ReadCommandName.Of(ReadCommand.KillCursors), command.Collection);
        writer.BeginArray("cursors"u8);
        writer.Int64(default, cursorId);
        writer.End();
        WriteTarget(writer, server);
    }

    private static void WriteBatchSize(BsonWriter writer, MongoCommand command)
    {
        if (command.BatchDocuments > 0)
        {
            writer.Int32("batchSize"u8, command.BatchDocuments);
        }
    }

    /// <summary>A secondary refuses a read that does not say that it may go there; a standalone has nothing to prefer; primary is
    /// what a server assumes.</summary>
    private void WriteTarget(BsonWriter writer, ServerDescription server)
    {
        writer.Text("$db"u8, database);
        if (server.Role != ServerRole.Standalone && readPreference != "primary")
        {
            writer.BeginDocument("$readPreference"u8);
            writer.Text("mode"u8, readPreference);
            writer.End();
        }
    }
}
