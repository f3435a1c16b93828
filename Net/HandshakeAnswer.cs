using System.Text;

namespace TraceLlm.Monitor.Net;

/// <summary>The head of a server's answer to the opening handshake, checked as RFC 6455 section 4.1 asks of a client.</summary>
internal ref struct HandshakeAnswer
{
    private const int SwitchingProtocols = 101;

    private bool _upgrades, _accepts, _connectionUpgrades, _choosesUnasked;

    /// <summary>Checks the head of an answer.</summary>
    /// <param name="head">All of it, with the empty line at its end.</param>
    /// <param name="expectedAccept">The value that Sec-WebSocket-Accept must have.</param>
    /// <returns>Null when it opens a WebSocket, else what is wrong with it, in a few words.</returns>
    public static string? Refusal(ReadOnlySpan<byte> head, string expectedAccept)
    {
        if (StatusRefusal(head) is { } refusal)
        {
            return refusal;
        }

        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        var answer = default(HandshakeAnswer);
        foreach (string line in lines.AsSpan(1))
        {
            answer.ReadHeader(line, expectedAccept);
        }

        return answer is { _upgrades: true, _connectionUpgrades: true, _accepts: true, _choosesUnasked: false }
            ? null
            : "its opening handshake is wrong";
    }

    /// <summary>Checks the first line of an answer.</summary>
    /// <returns>Null when the server changes to the WebSocket, else why not.</returns>
    private static string? StatusRefusal(ReadOnlySpan<byte> head)
    {
        int end = head.IndexOf("\r\n"u8);
        return HttpAnswerHead.StatusOf(Encoding.Latin1.GetString(end < 0 ? head : head[..end])) switch
        {
            null => "it does not speak HTTP",
            SwitchingProtocols => null,
            { } status => $"HTTP {status} instead of a WebSocket",
        };
    }

    private void ReadHeader(string line, string expectedAccept)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        ReadOnlySpan<char> name = line.AsSpan(0, Math.Max(colon, 0));
        ReadOnlySpan<char> value = line.AsSpan(colon + 1).Trim();
        if (name.Equals("Upgrade", StringComparison.OrdinalIgnoreCase))
        {
            _upgrades = value.Equals("websocket", StringComparison.OrdinalIgnoreCase);
        }
        else if (name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
        {
            _connectionUpgrades |= HttpAnswerHead.HasToken(value, "Upgrade");
        }
        else if (name.Equals("Sec-WebSocket-Accept", StringComparison.OrdinalIgnoreCase))
        {
            _accepts = value.SequenceEqual(expectedAccept);
        }
        else if (name.Equals("Sec-WebSocket-Extensions", StringComparison.OrdinalIgnoreCase)
            || name.Equals("Sec-WebSocket-Protocol", StringComparison.OrdinalIgnoreCase))
        {
            // We offer none, so a server that chooses one has not understood us.
            _choosesUnasked |= !value.IsEmpty;
        }
    }
}
