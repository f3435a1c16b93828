using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>How a test backend behaves towards new clients.</summary>
internal enum BackendConduct
{
    /// <summary>As TraceLLM: welcome and pongs.</summary>
    Normal,

    /// <summary>No welcome; pings are answered.</summary>
    NoWelcome,

    /// <summary>A WebSocket server that knows nothing of TraceLLM.</summary>
    Silent,

    /// <summary>A WebSocket server that closes as soon as it is open.</summary>
    ClosesAtOnce,

    /// <summary>A web server without WebSockets.</summary>
    NotFound,
}

/// <summary>A backend on a real web server (Kestrel), on a port of the loopback that the system chooses.</summary>
internal sealed class TestBackend : IAsyncDisposable
{
    public const string Welcome =
        """{"type": "system.connected", "status": "connected", "message": "TraceLLM websocket active"}""";

    private readonly WebApplication _app;
    private readonly Channel<TestBackendClient> _clients = Channel.CreateUnbounded<TestBackendClient>();
    private int _connections;

    private TestBackend(WebApplication app, BackendConduct conduct)
    {
        _app = app;
        Conduct = conduct;
    }

    /// <summary>May change between connections.</summary>
    public BackendConduct Conduct { get; set; }

    /// <summary>Sent right behind the opening handshake, before the welcome.</summary>
    public string? SendFirst { get; set; }

    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Requests seen.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public static async Task<TestBackend> StartAsync(
        BackendConduct conduct = BackendConduct.Normal,
        int port = 0,
        X509Certificate2? certificate = null,
        IPAddress? address = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.Zero);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(server => server.Listen(address ?? IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        WebApplication app = builder.Build();
        var backend = new TestBackend(app, conduct);
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        app.Run(backend.ServeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return backend;
    }

    /// <summary>The next client that connects.</summary>
    public Task<TestBackendClient> ClientAsync() => _clients.Reader.ReadAsync().AsTask().WaitAsync(TestLimits.Hang);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _connections);
        if (Conduct == BackendConduct.NotFound || context.Request.Path != "/ws" || !context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = 404;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var client = new TestBackendClient(socket);
        if (SendFirst is { } first)
        {
            await client.SendAsync(first);
        }

        if (Conduct == BackendConduct.Normal)
        {
            await client.SendAsync(Welcome);
        }

        if (Conduct == BackendConduct.ClosesAtOnce)
        {
            await client.CloseAsync(System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation);
        }

        _clients.Writer.TryWrite(client);
        await client.RunAsync(answersPings: Conduct is BackendConduct.Normal or BackendConduct.NoWelcome);
    }
}
