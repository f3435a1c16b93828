using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TraceLlm.Monitor.Net;

/// <summary>TLS on a connection to a backend, with errors in our own words.</summary>
internal static class TlsClient
{
    private const X509ChainStatusFlags Untrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <summary>Secures a connection; the name of the host is sent (SNI) and has to be in the certificate.</summary>
    /// <param name="policy">Null: the certificates that the system trusts.</param>
    /// <exception cref="FeedException">No TLS there, or a certificate that is not accepted.</exception>
    public static async Task<Stream> SecureAsync(
        Stream stream, BackendEndpoint endpoint, X509ChainPolicy? policy, CancellationToken cancellation)
    {
        string? complaint = null;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = endpoint.Host,
            CertificateChainPolicy = policy ?? SystemTrust(),
            RemoteCertificateValidationCallback = (_, _, chain, errors) => (complaint = Complaint(chain, errors)) is null,
        };
        var secured = new SslStream(stream);
        try
        {
            await secured.AuthenticateAsClientAsync(options, cancellation);
            return secured;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await secured.DisposeAsync();
            throw new FeedException(complaint is null
                ? $"no TLS at {endpoint.Authority} (is it ws:// there?)"
                : $"TLS at {endpoint.Authority}: {complaint}", e);
        }
        catch (OperationCanceledException)
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    /// <summary>Without downloads: fetching a missing link of a chain would block with no time limit.</summary>
    private static X509ChainPolicy SystemTrust() =>
        new() { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };

    /// <summary>What is wrong with a certificate; null when nothing.</summary>
    private static string? Complaint(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return "the server shows no certificate";
        }

        X509ChainStatusFlags status = X509ChainStatusFlags.NoError;
        foreach (X509ChainStatus element in chain?.ChainStatus ?? [])
        {
            status |= element.Status;
        }

        return status.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "the server's certificate has expired or is not valid yet"
            : (status & Untrusted) != 0 ? "this machine does not trust the server's certificate"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "the server's certificate is for another name"
            : "the server's certificate is not valid";
    }
}
