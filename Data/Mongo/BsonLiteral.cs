using System.Text;
using System.Text.Json;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Turns a piece of a pipeline that is written as JSON in our sources into BSON, so that it reads there as it does in MongoDB's
/// shell. Never given input from outside.
/// </summary>
internal static class BsonLiteral
{
    /// <param name="json">An object. A number is an int32 when it can be, else a double.</param>
    /// <returns>The document.</returns>
    public static byte[] Document(string json)
    {
        var writer = new BsonWriter();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        byte[] name = [];
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                name = reader.ValueSpan.ToArray();
            }
            else
            {
                Append(writer, name, ref reader);
            }
        }

        return writer.Written.ToArray();
    }

    private static void Append(BsonWriter writer, ReadOnlySpan<byte> name, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.BeginDocument(name);
                break;
            case JsonTokenType.StartArray:
                writer.BeginArray(name);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                writer.End();
                break;
            case JsonTokenType.String:
                writer.Text(name, reader.GetString());
                break;
            case JsonTokenType.Number when reader.TryGetInt32(out int whole):
                writer.Int32(name, whole);
                break;
            case JsonTokenType.Number:
                writer.Double(name, reader.GetDouble());
                break;
            case JsonTokenType.Null:
                writer.Null(name);
                break;
            default:
                writer.Boolean(name, reader.GetBoolean());
                break;
        }
    }
}
