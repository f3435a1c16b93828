using System.Globalization;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The server's first message (RFC 5802 section 7): both nonces, the salt, and how many rounds.</summary>
internal sealed record ScramServerFirst(string Nonce, byte[] Salt, int Iterations)
{
    /// <summary>RFC 7677 section 4; fewer make a stolen exchange easy to guess from.</summary>
    private const int MinIterations = 4096;

    /// <summary>About 150 ms here; more would let a server keep the client busy at will.</summary>
    private const int MaxIterations = 100_000;

    /// <param name="text">The message.</param>
    /// <param name="clientNonce">What its nonce has to begin with, and not end.</param>
    /// <exception cref="LoginException">It is malformed or not acceptable.</exception>
    public static ScramServerFirst Parse(string text, string clientNonce)
    {
        string[] parts = text.Split(',');
        if (parts.Length < 3 || !parts[0].StartsWith("r=", StringComparison.Ordinal)
            || !parts[1].StartsWith("s=", StringComparison.Ordinal) || !parts[2].StartsWith("i=", StringComparison.Ordinal))
        {
            throw new LoginException("the server's answer is no SCRAM message");
        }

        string nonce = parts[0][2..];
        if (nonce.Length <= clientNonce.Length || !nonce.StartsWith(clientNonce, StringComparison.Ordinal))
        {
            throw new LoginException("the server's nonce does not extend ours");
        }

        return new ScramServerFirst(nonce, ParseSalt(parts[1][2..]), ParseIterations(parts[2][2..]));
    }

    private static byte[] ParseSalt(string text)
    {
        byte[] salt = new byte[text.Length];
        return Convert.TryFromBase64String(text, salt, out int bytes) && bytes > 0
            ? salt[..bytes]
            : throw new LoginException("the server's salt is malformed");
    }

    private static int ParseIterations(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            && iterations is >= MinIterations and <= MaxIterations
            ? iterations
            : throw new LoginException(string.Create(
                CultureInfo.InvariantCulture,
                $"the server asks for a number of rounds that is not {MinIterations} to {MaxIterations}"));
}
