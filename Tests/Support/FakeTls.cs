using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>The server's side of TLS.</summary>
internal sealed class FakeTls(X509Certificate2 certificate)
{
    /// <summary>The server asks who the client is, and records it.</summary>
    public bool AsksForCertificate { get; init; }

    /// <summary>The name that the last client asked for (SNI); empty when it asked for none.</summary>
    public string? AskedName { get; private set; }

    /// <summary>The subject of the last client's certificate; null without one.</summary>
    public string? ClientSubject { get; private set; }

    public async Task<Stream> AcceptAsync(Stream stream, CancellationToken cancellation)
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(
            (_, client, _, _) =>
            {
                AskedName = client.ServerName;
                return ValueTask.FromResult(new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                    ClientCertificateRequired = AsksForCertificate,
                    RemoteCertificateValidationCallback = (_, client, _, _) => AsksForCertificate || client is null,
                });
            },
            null,
            cancellation);
        ClientSubject = encrypted.RemoteCertificate?.Subject;
        return encrypted;
    }
}
