using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The functions that the two SCRAM mechanisms differ in (RFC 5802, RFC 7677).</summary>
internal sealed class ScramHash
{
    public static readonly ScramHash Sha1 = new(LoginMechanism.ScramSha1, HashAlgorithmName.SHA1, 20);
    public static readonly ScramHash Sha256 = new(LoginMechanism.ScramSha256, HashAlgorithmName.SHA256, 32);

    private readonly HashAlgorithmName _algorithm;
    private readonly int _bytes;

    private ScramHash(LoginMechanism mechanism, HashAlgorithmName algorithm, int bytes) =>
        (Mechanism, _algorithm, _bytes) = (mechanism, algorithm, bytes);

    public LoginMechanism Mechanism { get; }

    /// <summary>The password as the mechanism takes it: prepared, or the digest that MongoDB has always used for SHA-1.</summary>
    /// <exception cref="LoginException">It cannot be prepared.</exception>
    [SuppressMessage("Security", "CA5351", Justification = "MongoDB's SCRAM-SHA-1 is defined over this digest.")]
    public string PasswordOf(string username, string password) => Mechanism == LoginMechanism.ScramSha256
        ? PasswordPreparation.Prepare(password)
        : Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes($"{username}:mongo:{password}")));

    /// <summary>Hi of RFC 5802 section 2.2; slow by intention.</summary>
    public byte[] Salt(string password, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, _algorithm, _bytes);

    public byte[] Hash(byte[] data) => CryptographicOperations.HashData(_algorithm, data);

    public byte[] Authenticate(byte[] key, string text) =>
        CryptographicOperations.HmacData(_algorithm, key, Encoding.UTF8.GetBytes(text));
}
