using System.Text.Json;

namespace TraceLlm.Monitor.Cli;

/// <summary>Reads texts out of a small JSON object that a person or another program wrote.</summary>
internal static class JsonTexts
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\ufeff"u8;

    /// <summary>The texts that stand at the top of the object by the given names; of two with one name the last counts, what has
    /// another name is passed over, and null counts as absent.</summary>
    /// <exception cref="UsageException">No JSON object, or what has such a name is no text; the message follows a colon.</exception>
    public static Dictionary<string, string> Read(ReadOnlySpan<byte> json, params IReadOnlyList<string> names)
    {
        if (json.StartsWith(ByteOrderMark))
        {
            json = json[ByteOrderMark.Length..];
        }

        var reader = new Utf8JsonReader(json);
        try
        {
            return ReadObject(ref reader, names);
        }
        catch (JsonException error)
        {
            throw new UsageException($"it is not JSON (line {(error.LineNumber ?? 0) + 1})");
        }
        catch (InvalidOperationException)
        {
            // A text that is not UTF-8, or half of a surrogate pair: the reader says so by this.
            throw new UsageException("it is not JSON in UTF-8");
        }
    }

    private static Dictionary<string, string> ReadObject(ref Utf8JsonReader reader, IReadOnlyList<string> names)
    {
        Dictionary<string, string> texts = [];
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new UsageException("it is not a JSON object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = NameOf(reader, names);
            _ = reader.Read();
            if (name is null)
            {
                reader.Skip();
            }
            else if (reader.TokenType is JsonTokenType.String or JsonTokenType.Null)
            {
                texts.Remove(name);
                if (reader.GetString() is { } text)
                {
                    texts.Add(name, text);
                }
            }
            else
            {
                throw new UsageException($"its \"{name}\" is not a text");
            }
        }

        // What follows the object would make it another document.
        _ = reader.Read();
        return texts;
    }

    private static string? NameOf(in Utf8JsonReader reader, IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (reader.ValueTextEquals(name))
            {
                return name;
            }
        }

        return null;
    }
}
