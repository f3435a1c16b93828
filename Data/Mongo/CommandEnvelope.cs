using System.Text;
using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Completes commands with what depends on the server and the database: <c>$db</c>, the read preference, the time limit and
/// the comment by which an administrator recognises them.
/// </summary>
/// <param name="client">The database, and the product's version for the comment.</param>
/// <param name="options">How to read.</param>
internal sealed class CommandEnvelope(MongoClientOptions client, MongoUriOptions options)
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
            writer.Text("comment"u8, $"tracellm-monitor/{client.Version} {command.Purpose}");
        }

        WriteReadConcern(writer, command);
        WriteTarget(writer, server);
    }

    /// <summary>The rest of an answer. It carries no time limit, which a server refuses on an ordinary cursor; on one without end it
    /// says how long to wait.</summary>
    public void WriteGetMore(BsonWriter writer, MongoCommand command, long cursorId, ServerDescription server)
    {
        writer.Int64(ReadCommandName.Of(ReadCommand.GetMore), cursorId);
        writer.Text("collection"u8, command.Collection);
        WriteBatchSize(writer, command);
        if (command.IsEndless)
        {
            writer.Int64("maxTimeMS"u8, (long)command.MaxTime.TotalMilliseconds);
        }

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

    /// <summary>Only what reads documents has one (a change stream has its own), and only when the connection string names it (MongoDB specifications,
    /// read-write-concern).</summary>
    private void WriteReadConcern(BsonWriter writer, MongoCommand command)
    {
        if (options.ReadConcernLevel is string level && command.Name != ReadCommand.ListIndexes && !command.IsEndless)
        {
            writer.BeginDocument("readConcern"u8);
            writer.Text("level"u8, level);
            writer.End();
        }
    }

    /// <summary>A secondary refuses a read that does not say that it may go there; a standalone has nothing to prefer; primary is
    /// what a server assumes. A member that was named alone is meant whatever it is (MongoDB specifications, server selection,
    /// "Topology type: Single").</summary>
    private void WriteTarget(BsonWriter writer, ServerDescription server)
    {
        writer.Text("$db"u8, client.Database);
        bool isMeant = options.DirectConnection == true && server.Type != ServerType.Mongos;
        ReadPreference preference = isMeant && options.ReadPreference.Mode == "primary" ? ReadPreference.Default : options.ReadPreference;
        if (server.Type != ServerType.Standalone && preference.Mode != "primary")
        {
            WriteReadPreference(writer, preference);
        }
    }

    private static void WriteReadPreference(BsonWriter writer, ReadPreference preference)
    {
        writer.BeginDocument("$readPreference"u8);
        writer.Text("mode"u8, preference.Mode);
        if (preference.TagSets.Count > 0)
        {
            writer.BeginArray("tags"u8);
            foreach (IReadOnlyList<KeyValuePair<string, string>> tags in preference.TagSets)
            {
                writer.BeginDocument();
                foreach ((string name, string value) in tags)
                {
                    writer.Text(Encoding.UTF8.GetBytes(name), value);
                }

                writer.End();
            }

            writer.End();
        }

        if (preference.MaxStaleness is TimeSpan staleness)
        {
            writer.Int64("maxStalenessSeconds"u8, (long)staleness.TotalSeconds);
        }

        writer.End();
    }
}
