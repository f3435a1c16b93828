using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using TraceLlm.Monitor.Data.Mongo;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>
/// BSON documents from and to JSON, with <c>$oid</c>, <c>$binary</c>, <c>$date</c> (milliseconds), <c>$numberLong</c> and
/// <c>$numberDouble</c> for what JSON cannot say; and a copy made element by element, which walks all of a document.
/// </summary>
internal static class TestBson
{
    public static byte[] Document(string json)
    {
        var writer = new BsonWriter();
        using JsonDocument document = JsonDocument.Parse(json);
        writer.BeginDocument();
        foreach (JsonProperty property in document.RootElement.EnumerateObject())
        {
            Append(writer, System.Text.Encoding.UTF8.GetBytes(property.Name), property.Value);
        }

        writer.End();
        return writer.Written.ToArray();
    }

    public static string ToJson(ReadOnlySpan<byte> document)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            AppendElements(json, new BsonReader(document), isArray: false);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Reads everything there is and writes it again.</summary>
    public static byte[] Copy(ReadOnlySpan<byte> document)
    {
        var writer = new BsonWriter();
        writer.BeginDocument();
        CopyElements(new BsonReader(document, isTextStrict: true), writer);
        writer.End();
        return writer.Written.ToArray();
    }

    private static void CopyElements(BsonReader reader, BsonWriter writer)
    {
        while (reader.Read())
        {
            BsonValue value = reader.Value;
            switch (value.Type)
            {
                case BsonType.Document when value.TryGetDocument(out BsonReader inner):
                    writer.BeginDocument(reader.Name);
                    CopyElements(inner, writer);
                    writer.End();
                    break;
                case BsonType.Array when value.TryGetDocument(out BsonReader inner):
                    writer.BeginArray(reader.Name);
                    CopyElements(inner, writer);
                    writer.End();
                    break;
                case BsonType.String when value.TryGetText(out string text):
                    writer.Text(reader.Name, text);
                    break;
                case BsonType.CodeWithScope:
                    Copy(value.Bytes[(8 + BitConverter.ToInt32(value.Bytes[4..]))..]);
                    writer.Raw(reader.Name, value.Type, value.Bytes);
                    break;
                default:
                    value.TryGetNumber(out _);
                    value.TryGetDate(out _);
                    writer.Raw(reader.Name, value.Type, value.Bytes);
                    break;
            }
        }
    }

    private static void AppendElements(Utf8JsonWriter json, BsonReader reader, bool isArray)
    {
        while (reader.Read())
        {
            if (!isArray)
            {
                json.WritePropertyName(reader.Name);
            }

            AppendValue(json, reader.Value);
        }
    }

    private static void AppendValue(Utf8JsonWriter json, BsonValue value)
    {
        switch (value.Type)
        {
            case BsonType.Document when value.TryGetDocument(out BsonReader inner):
                json.WriteStartObject();
                AppendElements(json, inner, isArray: false);
                json.WriteEndObject();
                break;
            case BsonType.Array when value.TryGetDocument(out BsonReader inner):
                json.WriteStartArray();
                AppendElements(json, inner, isArray: true);
                json.WriteEndArray();
                break;
            case BsonType.String when value.TryGetText(out string text):
                json.WriteStringValue(text);
                break;
            case BsonType.Boolean when value.TryGetBoolean(out bool flag):
                json.WriteBooleanValue(flag);
                break;
            case BsonType.Null:
                json.WriteNullValue();
                break;
            case BsonType.ObjectId or BsonType.Binary or BsonType.DateTime:
                json.WriteRawValue(Extended(value));
                break;
            case BsonType.Int64 when value.TryGetInt64(out long number):
                json.WriteRawValue($"{{\"$numberLong\":\"{number}\"}}");
                break;
            default:
                Assert.True(value.TryGetNumber(out double figure), $"a {value.Type} has no JSON here");
                json.WriteNumberValue(figure);
                break;
        }
    }

    private static string Extended(BsonValue value) => value.Type switch
    {
        BsonType.ObjectId => $"{{\"$oid\":\"{Convert.ToHexStringLower(value.Bytes)}\"}}",
        BsonType.Binary => $"{{\"$binary\":\"{Convert.ToBase64String(value.Bytes[5..])}\"}}",
        _ => $"{{\"$date\":{BitConverter.ToInt64(value.Bytes)}}}",
    };

    private static void Append(BsonWriter writer, byte[] name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.TryGetProperty("$oid", out JsonElement id):
                writer.Raw(name, BsonType.ObjectId, Convert.FromHexString(id.GetString()!));
                break;
            case JsonValueKind.Object when value.TryGetProperty("$date", out JsonElement date):
                writer.Raw(name, BsonType.DateTime, BitConverter.GetBytes(date.GetInt64()));
                break;
            case JsonValueKind.Object when value.TryGetProperty("$numberLong", out JsonElement number):
                writer.Int64(name, long.Parse(number.GetString()!, CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Object when value.TryGetProperty("$numberDouble", out JsonElement number):
                writer.Double(name, double.Parse(number.GetString()!, CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Object when value.TryGetProperty("$binary", out JsonElement bytes):
                writer.Binary(name, bytes.GetBytesFromBase64());
                break;
            case JsonValueKind.Object:
                writer.BeginDocument(name);
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    Append(writer, System.Text.Encoding.UTF8.GetBytes(property.Name), property.Value);
                }

                writer.End();
                break;
            case JsonValueKind.Array:
                AppendItems(writer, name, value);
                break;
            default:
                AppendScalar(writer, name, value);
                break;
        }
    }

    private static void AppendItems(BsonWriter writer, byte[] name, JsonElement array)
    {
        writer.BeginArray(name);
        foreach (JsonElement item in array.EnumerateArray())
        {
            Append(writer, [], item);
        }

        writer.End();
    }

    private static void AppendScalar(BsonWriter writer, byte[] name, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                writer.Text(name, value.GetString());
                break;
            case JsonValueKind.Number when value.TryGetInt32(out int whole):
                writer.Int32(name, whole);
                break;
            case JsonValueKind.Number:
                writer.Double(name, value.GetDouble());
                break;
            case JsonValueKind.Null:
                writer.Null(name);
                break;
            default:
                writer.Boolean(name, value.GetBoolean());
                break;
        }
    }
}
