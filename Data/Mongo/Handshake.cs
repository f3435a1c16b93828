using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The first exchange on a connection (MongoDB specifications, mongodb-handshake): who we are, and what the server is. Repeated
/// later without the introduction, to learn of a change of role and of the server's clock.
/// </summary>
internal static class Handshake
{
    private static readonly string Platform =
        $".NET {Environment.Version.Major}{(RuntimeFeature.IsDynamicCodeSupported ? "" : " AOT")}";

    /// <exception cref="MongoException">The server refused, is too old, or does not answer as MongoDB does.</exception>
    /// <param name="login">Rides along; null when nobody logs in.</param>
    public static async Task<ServerDescription> GreetAsync(
        MongoConnection connection,
        MongoHost host,
        ClientIntroduction introduction,
        LoginAttempt? login,
        Deadline deadline,
        CancellationToken cancellation)
    {
        TimeSpan askedAt = deadline.Now;
        ReadOnlyMemory<byte> reply = await connection.ExchangeAsync(
            writer =>
            {
                WriteFirst(writer, introduction, connection.OffersZlib);
                login?.WriteToGreeting(writer);
                writer.Text("$db"u8, "admin");
            },
            deadline,
            cancellation);
        ServerDescription found = Read(host, reply.Span, askedAt, deadline.Now, login);
        AgreeOnCompression(connection, reply.Span);
        return introduction.IsLoadBalanced ? BehindLoadBalancer(found) : found;
    }

    public static async Task<ServerDescription> GreetAgainAsync(
        MongoConnection connection, ServerDescription server, Deadline deadline, CancellationToken cancellation)
    {
        TimeSpan askedAt = deadline.Now;
        ReadOnlyMemory<byte> reply = await connection.ExchangeAsync(writer => WriteAgain(writer, server), deadline, cancellation);
        ServerDescription found = Read(server.Host, reply.Span, askedAt, deadline.Now);
        return found with { HelloOk = server.HelloOk };
    }

    private static void WriteFirst(BsonWriter writer, ClientIntroduction introduction, bool offersZlib)
    {
        writer.Int32(ReadCommandName.Of(introduction.IsLoadBalanced ? ReadCommand.Hello : ReadCommand.IsMaster), 1);
        writer.Boolean("helloOk"u8, true);
        if (introduction.IsLoadBalanced)
        {
            writer.Boolean("loadBalanced"u8, true);
        }

        CompressionOffer.Write(writer, offersZlib);
        writer.BeginDocument("client"u8);
        writer.BeginDocument("application"u8);
        writer.Text("name"u8, introduction.AppName);
        writer.End();
        writer.BeginDocument("driver"u8);
        writer.Text("name"u8, "tracellm");
        writer.Text("version"u8, introduction.Version);
        writer.End();
        writer.BeginDocument("os"u8);
        writer.Text("type"u8, OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsMacOS() ? "Darwin" : "Windows");
        writer.Text("architecture"u8, RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "x86_64" : "aarch64");
        writer.End();
        writer.Text("platform"u8, Platform);
        writer.End();
    }

    private static void AgreeOnCompression(MongoConnection connection, ReadOnlySpan<byte> reply)
    {
        try
        {
            if (connection.OffersZlib && CompressionOffer.IsTakenUp(reply))
            {
                connection.BeginCompressing();
            }
        }
        catch (WireFormatException e)
        {
            throw NetworkError.Malformed(connection.Address, e);
        }
    }

    private static void WriteAgain(BsonWriter writer, ServerDescription server)
    {
        writer.Int32(ReadCommandName.Of(server.HelloOk ? ReadCommand.Hello : ReadCommand.IsMaster), 1);
        writer.Text("$db"u8, "admin");
    }

    private static ServerDescription Read(
        MongoHost host, ReadOnlySpan<byte> reply, TimeSpan askedAt, TimeSpan answeredAt, LoginAttempt? login = null)
    {
        try
        {
            ServerError.ThrowIfFailed(reply, host.Address);
            login?.ReadGreeting(reply);
            return HelloReply.Parse(host, reply) with { UpdatedAt = answeredAt, RoundTrip = answeredAt - askedAt };
        }
        catch (WireFormatException e)
        {
            throw NetworkError.Malformed(host.Address, e);
        }
    }

    /// <summary>MongoDB specifications, load balancers, "Connection establishment".</summary>
    private static ServerDescription BehindLoadBalancer(ServerDescription server) => server switch
    {
        { HasServiceId: false } => throw new MongoException(
            $"{server.Host.Address} does not serve a load balancer (it names no service); leave loadBalanced=true out of MONGO_URL"),
        { MaxWireVersion: < ServerDescription.OldestWireVersion } => throw new MongoException(
            $"{server.Host.Address} is older than MongoDB 3.6, which is needed at least"),
        _ => server with { Type = ServerType.LoadBalancer },
    };
}
