using System.Text;
using System.Text.Json;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>Copies one JSON value without its white space and with its escapes decoded, up to a number of characters.</summary>
internal static class ValueJson
{
    /// <param name="reader">At the value; afterwards at its end.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static (string Text, bool IsCut) Read(ref Utf8JsonReader reader, int maxCharacters)
    {
        var json = new CompactJson(maxCharacters);
        int outerDepth = reader.CurrentDepth;
        Copy(json, ref reader, outerDepth);
        while (reader.CurrentDepth > outerDepth || reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Read();
            if (!json.IsCut)
            {
                Copy(json, ref reader, outerDepth);
            }
        }

        return (json.ToString(), json.IsCut);
    }

    private static void Copy(CompactJson json, ref Utf8JsonReader reader, int outerDepth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth - outerDepth >= TraceDetail.MaxStepDepth:
                reader.Skip();
                json.Literal("...");
                break;
            case JsonTokenType.StartObject:
                json.Begin('{');
                break;
            case JsonTokenType.StartArray:
                json.Begin('[');
                break;
            case JsonTokenType.EndObject:
                json.End('}');
                break;
            case JsonTokenType.EndArray:
                json.End(']');
                break;
            case JsonTokenType.PropertyName:
                json.Name(Decoded(reader.ValueSpan));
                break;
            case JsonTokenType.String:
                json.Text(Decoded(reader.ValueSpan));
                break;
            default:
                json.Literal(Encoding.UTF8.GetString(reader.ValueSpan));
                break;
        }
    }

    /// <summary>No more than can be kept of it.</summary>
    private static string Decoded(ReadOnlySpan<byte> raw) => JsonText.CutLong(raw, TraceDetail.MaxTextCodePoints).Text;
}
