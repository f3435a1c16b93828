using System.Globalization;
using System.Text;

namespace TraceLlm.Monitor.Net;

/// <summary>The head of an answer to a GET request, as far as it tells where the body ends (RFC 9112 section 6.3).</summary>
/// <param name="Status">100 to 599.</param>
/// <param name="BodyBytes">The length of the body; null: it is chunked, or ends with the connection.</param>
/// <param name="IsChunked">The body tells its length in pieces.</param>
/// <param name="IsLast">The server closes the connection behind it.</param>
internal readonly record struct HttpAnswerHead(int Status, long? BodyBytes, bool IsChunked, bool IsLast)
{
    private const string StatusLineStart = "HTTP/1.1 ";
    private const int StatusDigits = 3;
    private const int SwitchingProtocols = 101, NoContent = 204, NotModified = 304;

    /// <summary>Another answer follows, the one that counts (RFC 9110 section 15.2). A change of protocol, which nobody asked for, is
    /// none.</summary>
    public bool IsInterim => Status is >= 100 and < 200 and not SwitchingProtocols;

    /// <summary>Reads a head.</summary>
    /// <returns>Null when it is none, or leaves open where the body ends.</returns>
    public static HttpAnswerHead? TryRead(ReadOnlySpan<byte> head)
    {
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        if (StatusOf(lines[0]) is not { } status)
        {
            return null;
        }

        var answer = new HttpAnswerHead(status, null, IsChunked: false, IsLast: false);
        foreach (string line in lines.AsSpan(1))
        {
            if (answer.With(line) is not { } more)
            {
                return null;
            }

            answer = more;
        }

        if (status is < 200 or NoContent or NotModified)
        {
            return answer with { BodyBytes = 0, IsChunked = false };
        }

        bool isDelimited = answer.IsChunked || answer.BodyBytes is not null;
        return answer with { IsLast = answer.IsLast || !isDelimited, BodyBytes = answer.IsChunked ? null : answer.BodyBytes };
    }

    /// <summary>The status in the first line of an answer; null: it is none of HTTP/1.1.</summary>
    public static int? StatusOf(string line) =>
        line.StartsWith(StatusLineStart, StringComparison.Ordinal) && line.Length >= StatusLineStart.Length + StatusDigits
            && int.TryParse(line.AsSpan(StatusLineStart.Length, StatusDigits), NumberStyles.None, CultureInfo.InvariantCulture, out int status)
            && status is >= 100 and <= 599
            ? status
            : null;

    /// <summary>Whether a header's value, a list with commas, has a word.</summary>
    public static bool HasToken(ReadOnlySpan<char> list, ReadOnlySpan<char> token)
    {
        foreach (Range part in list.Split(','))
        {
            if (list[part].Trim().Equals(token, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What a header line adds; null: it contradicts, or asks for what was not offered.</summary>
    private HttpAnswerHead? With(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        ReadOnlySpan<char> name = line.AsSpan(0, Math.Max(colon, 0));
        ReadOnlySpan<char> value = line.AsSpan(colon + 1).Trim();
        if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
        {
            bool isLength = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long length);
            return isLength && (BodyBytes ?? length) == length ? this with { BodyBytes = length } : null;
        }

        if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
        {
            return value.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? this with { IsChunked = true } : null;
        }

        if (name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase))
        {
            return value.Equals("identity", StringComparison.OrdinalIgnoreCase) ? this : null;
        }

        bool closes = name.Equals("Connection", StringComparison.OrdinalIgnoreCase) && HasToken(value, "close");
        return this with { IsLast = IsLast || closes };
    }
}
