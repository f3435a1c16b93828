using System.Security.Cryptography;
using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The client's side of one SCRAM login (RFC 5802): it proves that it knows the password without sending it, and makes the server
/// prove the same. No I/O.
/// </summary>
/// <param name="hash">The mechanism.</param>
/// <param name="username">As given; not prepared.</param>
/// <param name="nonce">Random, printable, without a comma.</param>
internal sealed class ScramConversation(ScramHash hash, string username, string nonce)
{
    /// <summary>No channel binding, no other identity.</summary>
    private const string Gs2Header = "n,,";

    private readonly string _clientFirstBare = $"n={Escape(username)},r={nonce}";
    private byte[]? _serverSignature;

    public ScramHash Hash => hash;

    public string ClientFirst => Gs2Header + _clientFirstBare;

    /// <summary>A nonce for a new conversation.</summary>
    public static string NewNonce()
    {
        const int NonceBytes = 24;
        return Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
    }

    /// <summary>The proof, in answer to the server's first message.</summary>
    /// <exception cref="LoginException">The message is not acceptable, or the password cannot be used.</exception>
    public string ClientFinal(string serverFirst, SaltedPassword password)
    {
        ScramServerFirst first = ScramServerFirst.Parse(serverFirst, nonce);
        string withoutProof = $"c={Convert.ToBase64String(Encoding.ASCII.GetBytes(Gs2Header))},r={first.Nonce}";
        string authMessage = $"{_clientFirstBare},{serverFirst},{withoutProof}";
        byte[] salted = password.Of(hash, first.Salt, first.Iterations);
        byte[] clientKey = hash.Authenticate(salted, "Client Key");
        byte[] proof = hash.Authenticate(hash.Hash(clientKey), authMessage);
        for (int i = 0; i < proof.Length; i++)
        {
            proof[i] ^= clientKey[i];
        }

        _serverSignature = hash.Authenticate(hash.Authenticate(salted, "Server Key"), authMessage);
        return $"{withoutProof},p={Convert.ToBase64String(proof)}";
    }

    /// <summary>Checks the server's proof, in a time that does not tell how much of it is right.</summary>
    /// <exception cref="LoginException">The server does not know the password either.</exception>
    public void Verify(string serverFinal)
    {
        string proof = serverFinal.StartsWith("v=", StringComparison.Ordinal) ? serverFinal[2..].Split(',')[0] : "";
        byte[] signature = new byte[proof.Length];
        bool isBase64 = Convert.TryFromBase64String(proof, signature, out int bytes);
        if (!isBase64 || _serverSignature is null
            || !CryptographicOperations.FixedTimeEquals(signature.AsSpan(0, bytes), _serverSignature))
        {
            throw new LoginException("the server could not prove that it knows the password; is it the right server?");
        }
    }

    private static string Escape(string name) =>
        name.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal);
}
