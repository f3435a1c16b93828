using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>The server's side of SCRAM for one user, to be put into the script of a <see cref="FakeMongod"/>. Written from RFC 5802
/// apart from the product.</summary>
internal sealed class FakeScram(string username, string password)
{
    private readonly Dictionary<int, (string ClientFirstBare, string ServerFirst, string Mechanism)> _conversations = [];

    /// <summary>What the server has for this user.</summary>
    public string[] Mechanisms { get; init; } = ["SCRAM-SHA-1", "SCRAM-SHA-256"];

    public int Iterations { get; init; } = 4096;

    /// <summary>Whether the greeting is answered with the first step.</summary>
    public bool IsSpeculative { get; init; } = true;

    /// <summary>Whether the server says which mechanisms it has.</summary>
    public bool TellsMechanisms { get; init; } = true;

    /// <summary>Servers before 4.4: one more message, with nothing in it.</summary>
    public bool IsLongForm { get; init; }

    /// <summary>Changes the server's messages.</summary>
    public Func<string, string> Spoil { get; init; } = static message => message;

    /// <returns>Null for what is no part of a login.</returns>
    public FakeReply? Answer(FakeRequest request) => request.Name switch
    {
        "isMaster" => FakeReply.Ok(Greeting(request)),
        "saslStart" => Mechanisms.Contains(request.Body.GetProperty("mechanism").GetString())
            ? FakeReply.Ok(Start(request.Body, request.Connection))
            : FakeReply.Error(334, "MechanismUnavailable"),
        "saslContinue" => Continue(request),
        _ => null,
    };

    /// <summary>PBKDF2 over the password as MongoDB keeps it.</summary>
    [SuppressMessage("Security", "CA5351", Justification = "MongoDB's SCRAM-SHA-1 is defined over this digest.")]
    private byte[] Salted(string mechanism)
    {
        string kept = mechanism == "SCRAM-SHA-256"
            ? password
            : Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"{username}:mongo:{password}")));
        return Rfc2898DeriveBytes.Pbkdf2(kept, "0123456789abcdef"u8, Iterations, HashOf(mechanism), mechanism == "SCRAM-SHA-256" ? 32 : 20);
    }

    private static HashAlgorithmName HashOf(string mechanism) =>
        mechanism == "SCRAM-SHA-256" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;

    private string Greeting(FakeRequest request)
    {
        string hello = FakeMongod.Hello[..^1];
        if (TellsMechanisms && request.Body.TryGetProperty("saslSupportedMechs", out _))
        {
            hello += $",\"saslSupportedMechs\":{JsonSerializer.Serialize(Mechanisms)}";
        }

        bool answers = request.Body.TryGetProperty("speculativeAuthenticate", out JsonElement start)
            && Mechanisms.Contains(start.GetProperty("mechanism").GetString());
        return answers && IsSpeculative ? $"{hello},\"speculativeAuthenticate\":{Start(start, request.Connection)}}}" : hello + "}";
    }

    private string Start(JsonElement start, int connection)
    {
        string clientFirst = Encoding.UTF8.GetString(start.GetProperty("payload").GetProperty("$binary").GetBytesFromBase64());
        string bare = clientFirst["n,,".Length..];
        string nonce = bare[(bare.IndexOf(",r=", StringComparison.Ordinal) + 3)..];
        string serverFirst = Spoil($"r={nonce}SERVER,s={Convert.ToBase64String("0123456789abcdef"u8)},i={Iterations}");
        _conversations[connection] = (bare, serverFirst, start.GetProperty("mechanism").GetString()!);
        return Step(serverFirst, isDone: false);
    }

    private FakeReply Continue(FakeRequest request)
    {
        string clientFinal = Encoding.UTF8.GetString(request.Body.GetProperty("payload").GetProperty("$binary").GetBytesFromBase64());
        if (clientFinal.Length == 0)
        {
            return FakeReply.Ok(Step("", isDone: true));
        }

        (string bare, string serverFirst, string mechanism) = _conversations[request.Connection];
        int proofAt = clientFinal.IndexOf(",p=", StringComparison.Ordinal);
        byte[] message = Encoding.UTF8.GetBytes($"{bare},{serverFirst},{clientFinal[..proofAt]}");
        byte[] salted = Salted(mechanism);
        byte[] clientKey = Mac(mechanism, salted, "Client Key"u8);
        byte[] mask = Mac(mechanism, CryptographicOperations.HashData(HashOf(mechanism), clientKey), message);
        string expected = Convert.ToBase64String([.. clientKey.Zip(mask, static (key, bits) => (byte)(key ^ bits))]);
        string verifier = Convert.ToBase64String(Mac(mechanism, Mac(mechanism, salted, "Server Key"u8), message));
        bool isUser = bare.StartsWith($"n={username},", StringComparison.Ordinal);
        return isUser && clientFinal[(proofAt + 3)..] == expected
            ? FakeReply.Ok(Step(Spoil($"v={verifier}"), isDone: !IsLongForm))
            : FakeReply.Error(18, "AuthenticationFailed", "Authentication failed.");
    }

    private static byte[] Mac(string mechanism, byte[] key, ReadOnlySpan<byte> text) =>
        CryptographicOperations.HmacData(HashOf(mechanism), key, text);

    private static string Step(string payload, bool isDone) =>
        $$"""{"conversationId":7,"done":{{(isDone ? "true" : "false")}},"payload":{"$binary":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(payload))}}"} }""";
}
