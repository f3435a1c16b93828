using System.Text;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>Bytes that a <see cref="RestServer"/> answers with.</summary>
/// <param name="Bytes">Head and body.</param>
/// <param name="Closes">The connection ends behind them.</param>
/// <param name="Hangs">Nothing follows and the connection stays.</param>
internal sealed record RestReply(byte[] Bytes, bool Closes = false, bool Hangs = false)
{
    public static RestReply NotFound => Of("""{"detail":"Not Found"}""", "404 Not Found");

    /// <summary>A whole answer, as a good server sends it.</summary>
    public static RestReply Of(string body, string status = "200 OK", string type = "application/json") =>
        Of(Encoding.UTF8.GetBytes(body), status, type);

    public static RestReply Of(byte[] body, string status = "200 OK", string type = "application/json") =>
        new([.. Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body]);

    /// <summary>These bytes and no others, then the end.</summary>
    public static RestReply Raw(string bytes, bool hangs = false) => new(Encoding.Latin1.GetBytes(bytes), Closes: !hangs, hangs);
}
