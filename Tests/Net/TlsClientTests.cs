using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class TlsClientTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Trusted_backend_is_connected_over_tls()
    {
        using X509Certificate2 certificate = Certificate("backend.test", DateTimeOffset.UtcNow.AddDays(1));
        await using TestBackend backend = await TestBackend.StartAsync(certificate: certificate);
        await using var feed = new FeedRun(Options(backend.Port, Trusting(certificate)));

        await feed.StatusAsync(SourceState.Connected);
        await (await backend.ClientAsync()).SendAsync(TraceFeedTests.Created("""{"trace_id":"secret"}"""));

        Assert.Equal("secret", (await feed.TraceAsync()).TraceId);
    }

    [Fact]
    public async Task Unknown_certificate_is_named()
    {
        using X509Certificate2 certificate = Certificate("backend.test", DateTimeOffset.UtcNow.AddDays(1));

        Assert.Equal("this machine does not trust the server's certificate", await ComplaintAsync(certificate, null));
    }

    [Fact]
    public async Task Expired_certificate_is_named()
    {
        using X509Certificate2 certificate = Certificate("backend.test", DateTimeOffset.UtcNow.AddDays(-1));

        string complaint = await ComplaintAsync(certificate, Trusting(certificate));

        Assert.Equal("the server's certificate has expired or is not valid yet", complaint);
    }

    [Fact]
    public async Task Certificate_for_another_name_is_named()
    {
        using X509Certificate2 certificate = Certificate("other.test", DateTimeOffset.UtcNow.AddDays(1));

        Assert.Equal("the server's certificate is for another name", await ComplaintAsync(certificate, Trusting(certificate)));
    }

    [Fact]
    public async Task Server_without_tls_is_named()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(Options(backend.Port, null));

        Assert.Equal($"no TLS at backend.test:{backend.Port} (is it ws:// there?)", (await feed.WaitingAsync()).Error);
    }

    [Fact]
    public async Task Server_with_tls_is_no_backend_without_it()
    {
        using X509Certificate2 certificate = Certificate("backend.test", DateTimeOffset.UtcNow.AddDays(1));
        await using TestBackend backend = await TestBackend.StartAsync(certificate: certificate);
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));

        Assert.StartsWith($"127.0.0.1:{backend.Port} ", (await feed.WaitingAsync()).Error, StringComparison.Ordinal);
    }

    private async Task<string> ComplaintAsync(X509Certificate2 certificate, X509ChainPolicy? policy)
    {
        await using TestBackend backend = await TestBackend.StartAsync(certificate: certificate);
        await using var feed = new FeedRun(Options(backend.Port, policy));
        string error = (await feed.WaitingAsync()).Error!;
        string start = $"TLS at backend.test:{backend.Port}: ";
        Assert.StartsWith(start, error, StringComparison.Ordinal);
        return error[start.Length..];
    }

    private TraceFeedOptions Options(int port, X509ChainPolicy? policy) => FeedRun.Options(_time, port) with
    {
        Host = "backend.test",
        UseTls = true,
        CertificatePolicy = policy,
        ResolveAsync = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
    };

    private static X509ChainPolicy Trusting(X509Certificate2 certificate)
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.Add(certificate);
        return policy;
    }

    private static X509Certificate2 Certificate(string name, DateTimeOffset notAfter)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), notAfter);
    }
}
