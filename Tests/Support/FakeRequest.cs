using System.IO.Compression;
using System.Text.Json;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>One message that a fake server received.</summary>
internal sealed class FakeRequest
{
    public FakeRequest(byte[] received, int connection)
    {
        IsCompressed = BitConverter.ToInt32(received, 12) == 2012;
        byte[] message = IsCompressed ? Unwrap(received) : received;
        Message = message;
        Connection = connection;
        byte[] body = message[21..];
        Json = TestBson.ToJson(body);
        Body = JsonDocument.Parse(Json).RootElement;
        Name = Body.EnumerateObject().First().Name;
    }

    /// <summary>Every byte of it; unwrapped when it was compressed.</summary>
    public byte[] Message { get; }

    public bool IsCompressed { get; }

    /// <summary>0 for the first connection that was made.</summary>
    public int Connection { get; }

    public int Id => BitConverter.ToInt32(Message, 4);

    /// <summary>The command's name.</summary>
    public string Name { get; }

    /// <summary>The command as <see cref="TestBson.ToJson"/> shows it.</summary>
    public string Json { get; }

    public JsonElement Body { get; }

    private static byte[] Unwrap(byte[] wrapped)
    {
        using var content = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(wrapped, 25, wrapped.Length - 25), CompressionMode.Decompress))
        {
            zlib.CopyTo(content);
        }

        Assert.Equal((2, content.Length), (wrapped[24], BitConverter.ToInt32(wrapped, 20)));
        return [.. BitConverter.GetBytes(16 + (int)content.Length), .. wrapped[4..12], .. wrapped[16..20], .. content.ToArray()];
    }

    /// <summary>The body of the given stage of an aggregate; null when it has none.</summary>
    public JsonElement? Stage(string name)
    {
        foreach (JsonElement stage in Body.GetProperty("pipeline").EnumerateArray())
        {
            if (stage.TryGetProperty(name, out JsonElement body))
            {
                return body;
            }
        }

        return null;
    }
}
