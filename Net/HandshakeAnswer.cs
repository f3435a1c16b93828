using System.Text;

namespace TraceLlm.Monitor.Net;

/// <summary>The head of a server's answer to the opening handshake, checked as RFC 6455 section 4.1 asks of a client.</summary>
internal ref struct HandshakeAnswer
{
    private bool _upgrades, _accepts, _connectionUpgrades, _choosesUnasked;

    /// <summary>Checks the head of an answer.</summary>
    /// <param name="head">All of it, with the empty line at its end.</param>
    /// <param name="expectedAccept">The value that Sec-WebSocket-Accept must have.</param>
    /// <returns>Null when it opens a WebSocket, else what is wrong with it, in a few words.</returns>
    public static string? Refusal(ReadOnlySpan<byte> head, string expectedAccept)
    {
        string text = Encoding.Latin1.GetString(head);
        string[] lines = text.Split("\r\n");
        if (HttpAnswerHead.StatusOf(lines[0]) is not { } status)
        {
            return "it does not speak HTTP";
        }

        if (status != 101)
        {
            return $"HTTP {status} instead of a WebSocket";
        }

        var answer = default(HandshakeAnswer);
        foreach (string line in lines.AsSpan(1))
        {
            answer.ReadHeader(line, expectedAccept);
        }

        return answer is { _upgrades: true, _connectionUpgrades: true, _accepts: true, _choosesUnasked: false }
            ? null
            : "its opening handshake is wrong";
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
