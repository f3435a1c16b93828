using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>A server's step of a SASL conversation.</summary>
/// <param name="ConversationId">Handed back as it came, whatever its type.</param>
/// <param name="Payload">The mechanism's message.</param>
/// <param name="IsDone">The server expects nothing more.</param>
internal sealed record SaslReply(RawValue ConversationId, string Payload, bool IsDone)
{
    private const int BinaryHeaderBytes = sizeof(int) + 1; // length and subtype

    /// <param name="reader">The reply's elements.</param>
    /// <exception cref="WireFormatException">It is no such step.</exception>
    public static SaslReply Read(BsonReader reader)
    {
        RawValue? conversationId = null;
        string? payload = null;
        bool isDone = false;
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("conversationId"u8))
            {
                conversationId = RawValue.Of(reader.Value);
            }
            else if (reader.Name.SequenceEqual("payload"u8) && reader.Value.Type == BsonType.Binary)
            {
                payload = Encoding.UTF8.GetString(reader.Value.Bytes[BinaryHeaderBytes..]);
            }
            else if (reader.Name.SequenceEqual("done"u8) && reader.Value.TryGetBoolean(out bool done))
            {
                isDone = done;
            }
        }

        return conversationId is not null && payload is not null
            ? new SaslReply(conversationId.Value, payload, isDone)
            : throw new WireFormatException("a step of a login is incomplete");
    }
}
