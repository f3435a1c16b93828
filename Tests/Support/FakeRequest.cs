using System.Text.Json;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>One message that a fake server received.</summary>
internal sealed class FakeRequest
{
    public FakeRequest(byte[] message, int connection)
    {
        Message = message;
        Connection = connection;
        byte[] body = message[21..];
        Json = TestBson.ToJson(body);
        Body = JsonDocument.Parse(Json).RootElement;
        Name = Body.EnumerateObject().First().Name;
    }

    /// <summary>Every byte of it.</summary>
    public byte[] Message { get; }

    /// <summary>0 for the first connection that was made.</summary>
    public int Connection { get; }

    public int Id => BitConverter.ToInt32(Message, 4);

    /// <summary>The command's name.</summary>
    public string Name { get; }

    /// <summary>The command as <see cref="TestBson.ToJson"/> shows it.</summary>
    public string Json { get; }

    public JsonElement Body { get; }

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
