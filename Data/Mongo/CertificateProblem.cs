using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Says what is wrong with a server's certificate, every reason by its name.</summary>
internal static class CertificateProblem
{
    private const X509ChainStatusFlags NotTrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    /// <returns>Null when it is acceptable.</returns>
    public static string? Find(TlsOptions options, MongoHost host, X509Chain? chain, SslPolicyErrors errors)
    {
        if (options.AllowsInvalidCertificates)
        {
            return null;
        }

        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            reasons.Add("the server has none");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && !options.AllowsInvalidHostnames)
        {
            reasons.Add(IPAddress.TryParse(host.Name, out _)
                ? "it is for another name: an address must be listed in it as an IP address; use the server's name"
                : "it is for another name; use the name that is in it");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            AddChainReasons(chain, reasons);
        }

        return reasons.Count == 0 ? null : $"certificate of {host.Address} not accepted: {string.Join("; ", reasons)}";
    }

    private static void AddChainReasons(X509Chain? chain, List<string> reasons)
    {
        X509ChainStatusFlags all = X509ChainStatusFlags.NoError;
        foreach (X509ChainStatus status in chain?.ChainStatus ?? [])
        {
            all |= status.Status;
        }

        if (all.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            reasons.Add($"it has expired or is not valid yet{Validity(chain!)}");
        }

        if ((all & NotTrusted) != 0)
        {
            reasons.Add("its authority is unknown; name the authority's file with tlsCAFile");
        }

        X509ChainStatusFlags others = all & ~NotTrusted & ~X509ChainStatusFlags.NotTimeValid;
        if (others != 0 || all == 0)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"it is not well formed (chain status {(int)others})"));
        }
    }

    /// <summary>The dates of the certificate in the chain whose time is over.</summary>
    private static string Validity(X509Chain chain)
    {
        foreach (X509ChainElement element in chain.ChainElements)
        {
            if (Array.Exists(element.ChainElementStatus, status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid)))
            {
                X509Certificate2 certificate = element.Certificate;
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $" (valid {certificate.NotBefore:yyyy-MM-dd} to {certificate.NotAfter:yyyy-MM-dd})");
            }
        }

        return "";
    }
}
