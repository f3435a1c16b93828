namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Sends the commands of a login over its connection, and puts what goes wrong into words.</summary>
internal sealed class LoginChannel(
    MongoConnection connection, MongoCredential credential, Deadline deadline, CancellationToken cancellation)
{
    /// <exception cref="MongoException">The login failed; the flag tells a refusal from a failing network.</exception>
    public async Task RunAsync(LoginAttempt attempt)
    {
        try
        {
            await attempt.FinishAsync(this);
        }
        catch (LoginException e)
        {
            throw new MongoException($"login to {connection.Address} failed: {e.Message}", e) { IsLoginRefused = true };
        }
        catch (WireFormatException e)
        {
            throw NetworkError.Malformed(connection.Address, e);
        }
    }

    /// <summary>Sends a command to the database that keeps the user.</summary>
    /// <returns>The reply, which reports no error; valid until the next command.</returns>
    public async Task<ReadOnlyMemory<byte>> SendAsync(Action<BsonWriter> write)
    {
        ReadOnlyMemory<byte> reply = await connection.ExchangeAsync(
            writer =>
            {
                write(writer);
                writer.Text("$db"u8, credential.Source);
            },
            deadline,
            cancellation);
        try
        {
            ServerError.ThrowIfFailed(reply.Span, connection.Address);
        }
        catch (MongoException e) when (!e.IsStateChange)
        {
            throw Refused(e);
        }

        return reply;
    }

    /// <summary>Servers tell nobody whether the name or the password is wrong, and neither can we.</summary>
    private MongoException Refused(MongoException refusal) =>
        new(refusal.Code == ServerError.AuthenticationFailed
            ? $"{connection.Address} refused the login: wrong user name, password or authSource "
                + $"(now {credential.Source}); check MONGO_URL"
            : $"{connection.Address} refused the login: {refusal.Message}", refusal)
        {
            Code = refusal.Code,
            IsLoginRefused = true,
        };
}
