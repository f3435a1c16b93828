using System.Globalization;
using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Shows BSON values as JSON to be read by people: numbers as numbers, dates as ISO 8601 text, ObjectIds as their digits; what JSON
/// has no form for is named in angle brackets.
/// </summary>
internal static class BsonJson
{
    /// <summary>The text of a value, as long as it may be.</summary>
    public static (string Text, bool IsCut) Of(BsonValue value, int maxCharacters)
    {
        var json = new CompactJson(maxCharacters);
        try
        {
            Write(json, value, 1);
        }
        catch (WireFormatException)
        {
            // What was readable is shown: a name that is not UTF-8 must not hide the rest of the trace.
        }

        return (json.ToString(), json.IsCut);
    }

    private static void Write(CompactJson json, BsonValue value, int depth)
    {
        if (value.TryGetText(out string text))
        {
            json.Text(text);
        }
        else if (value.Type is BsonType.Document or BsonType.Array && depth > TraceDetail.MaxStepDepth)
        {
            json.Literal("...");
        }
        else if (value.TryGetDocument(out BsonReader document))
        {
            WriteDocument(json, document, value.Type == BsonType.Array, depth);
        }
        else
        {
            WriteScalar(json, value);
        }
    }

    private static void WriteDocument(CompactJson json, BsonReader document, bool isArray, int depth)
    {
        json.Begin(isArray ? '[' : '{');
        while (!json.IsCut && document.Read())
        {
            if (!isArray)
            {
                json.Name(Encoding.UTF8.GetString(document.Name));
            }

            Write(json, document.Value, depth + 1);
        }

        json.End(isArray ? ']' : '}');
    }

    private static void WriteScalar(CompactJson json, BsonValue value)
    {
        if (value.Type is BsonType.Int32 or BsonType.Int64 && value.TryGetInt64(out long whole))
        {
            json.Literal(whole.ToString(CultureInfo.InvariantCulture));
        }
        else if (value.TryGetNumber(out double number))
        {
            json.Literal(number.ToString("R", CultureInfo.InvariantCulture));
        }
        else if (value.TryGetBoolean(out bool isTrue))
        {
            json.Literal(isTrue ? "true" : "false");
        }
        else if (value.TryGetDate(out DateTimeOffset date))
        {
            json.Text(date.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        }
        else if (value.Type == BsonType.ObjectId)
        {
            json.Text(Convert.ToHexStringLower(value.Bytes));
        }
        else if (value.Type is BsonType.Null or BsonType.Undefined)
        {
            json.Literal("null");
        }
        else
        {
            json.Text(string.Create(CultureInfo.InvariantCulture, $"<{NameOf(value.Type)}, {value.Bytes.Length} bytes>"));
        }
    }

    private static string NameOf(BsonType type) => type switch
    {
        BsonType.Binary => "binary",
        BsonType.DateTime => "date out of range",
        BsonType.Regex => "regular expression",
        BsonType.Timestamp => "timestamp",
        _ => "value without a JSON form",
    };
}
