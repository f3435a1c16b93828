using System.Text.Json;

namespace TraceLlm.Monitor.Net;

/// <summary>A backend that was found by its REST API.</summary>
/// <param name="Endpoint">Where.</param>
/// <param name="Storage">Where it keeps its traces.</param>
internal sealed record BackendHealth(BackendEndpoint Endpoint, BackendStorage Storage)
{
    private const int MaxDepth = 64;

    /// <summary>Reads the answer to <see cref="RestPath.Health"/>.</summary>
    /// <returns>Null when it is none.</returns>
    public static BackendStorage? TryReadStorage(ReadOnlySpan<byte> json)
    {
        try
        {
            return ReadStorage(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static BackendStorage? ReadStorage(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        BackendStorage storage = BackendStorage.Unknown;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isType = JsonText.Is(reader.ValueSpan, "storage_type"u8);
            reader.Read();
            storage = !isType || reader.TokenType != JsonTokenType.String ? storage
                : JsonText.Is(reader.ValueSpan, "mongodb"u8) ? BackendStorage.MongoDb
                : JsonText.Is(reader.ValueSpan, "sqlite"u8) ? BackendStorage.Sqlite
                : BackendStorage.Unknown;
            reader.Skip();
        }

        reader.Read();
        return storage;
    }
}

/// <summary>Where a backend keeps its traces.</summary>
internal enum BackendStorage
{
    /// <summary>It does not say.</summary>
    Unknown,

    /// <summary>In a file of its own, which only it can read.</summary>
    Sqlite,

    /// <summary>In MongoDB.</summary>
    MongoDb,
}
