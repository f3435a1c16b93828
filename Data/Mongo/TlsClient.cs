using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Encrypts streams to servers and checks who answers. Nothing is loaded before the first use: files and the system's OpenSSL
/// cost time and memory that only encrypted connections shall pay for.
/// </summary>
internal sealed class TlsClient(TlsOptions options)
{
    private SslStreamCertificateContext? _ownCertificate;
    private X509Certificate2Collection? _authorities;

    /// <param name="stream">Disposed when this fails.</param>
    /// <param name="host">The server, whose name the certificate must have.</param>
    /// <exception cref="MongoException">The server does not encrypt, or its certificate is not acceptable.</exception>
    public async Task<Stream> EncryptAsync(Stream stream, MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
        var encrypted = new SslStream(stream);
        string? problem = null;
        bool isDone = false;
        try
        {
            SslClientAuthenticationOptions settings = SettingsFor(host);
            settings.RemoteCertificateValidationCallback = (_, _, chain, errors) =>
                (problem = CertificateProblem.Find(options, host, chain, errors)) is null;
            isDone = await deadline.RunAsync(1, token => HandshakeAsync(encrypted, settings, token), cancellation);
            return encrypted;
        }
        catch (TimeoutException)
        {
            throw NetworkError.NoAnswer(host.Address, deadline.Limit);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            throw new MongoException(problem ?? $"no encrypted connection (TLS) to {host.Address}; does the server use TLS, and "
                + "does it want a certificate of ours (tlsCertificateKeyFile)?", e);
        }
        finally
        {
            if (!isDone)
            {
                await encrypted.DisposeAsync();
            }
        }
    }

    private static async Task<bool> HandshakeAsync(
        SslStream stream, SslClientAuthenticationOptions settings, CancellationToken cancellation)
    {
        await stream.AuthenticateAsClientAsync(settings, cancellation);
        return true;
    }

    private SslClientAuthenticationOptions SettingsFor(MongoHost host)
    {
        // Nothing is fetched from the network to check a certificate: no lists of revoked ones, no missing authorities.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (options.CaFile is string file)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authorities ??= TlsFiles.ReadAuthorities(file));
        }

        if (options.CertificateKeyFile is string ownFile)
        {
            _ownCertificate ??= TlsFiles.ReadOwnCertificate(ownFile, options.CertificateKeyFilePassword);
        }

        return new SslClientAuthenticationOptions
        {
            // The name that DNS answers for may end in a dot; the one in certificates does not.
            TargetHost = host.Name.TrimEnd('.'),
            CertificateChainPolicy = policy,
            ClientCertificateContext = _ownCertificate,
        };
    }
}
