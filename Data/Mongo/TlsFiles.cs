using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Reads the PEM files that a connection string names: whom to trust, and who we are.</summary>
internal static class TlsFiles
{
    /// <exception cref="MongoException">The file cannot be read, or holds no certificate.</exception>
    public static X509Certificate2Collection ReadAuthorities(string path) => Read("tlsCAFile", path, () =>
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(path);
        return authorities.Count > 0 ? authorities : throw new CryptographicException();
    });

    /// <summary>A certificate and its key, both in one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="password">Of the key; null when it is not encrypted.</param>
    /// <exception cref="MongoException">The file cannot be read, or holds no usable pair.</exception>
    public static SslStreamCertificateContext ReadOwnCertificate(string path, string? password) =>
        Read("tlsCertificateKeyFile", path, () => SslStreamCertificateContext.Create(
            password is null
                ? X509Certificate2.CreateFromPemFile(path)
                : X509Certificate2.CreateFromEncryptedPemFile(path, password),
            additionalCertificates: null,
            offline: true));

    private static T Read<T>(string option, string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MongoException($"{option} of MONGO_URL cannot be read: {path}", e);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            string pair = option == "tlsCAFile" ? "a certificate" : "a certificate and its key (or the key's password is wrong)";
            throw new MongoException($"{option} of MONGO_URL does not hold {pair} in PEM: {path}", e);
        }
    }
}
