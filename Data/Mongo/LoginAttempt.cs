namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// One login on one new connection (MongoDB specifications, auth): its first message rides with the greeting where the mechanism
/// allows that, the rest follows.
/// </summary>
internal abstract class LoginAttempt(MongoCredential credential)
{
    protected MongoCredential Credential => credential;

    /// <summary>Adds the login's part to the greeting.</summary>
    public virtual void WriteToGreeting(BsonWriter writer)
    {
    }

    /// <summary>Reads the login's part of the answer to it.</summary>
    /// <exception cref="WireFormatException">It is not well formed.</exception>
    public virtual void ReadGreeting(ReadOnlySpan<byte> reply)
    {
    }

    /// <summary>Does what is left to do.</summary>
    /// <exception cref="MongoException">The server refused, or could not be believed.</exception>
    /// <exception cref="LoginException">The login must not go on.</exception>
    /// <exception cref="WireFormatException">A reply is not well formed.</exception>
    public abstract Task FinishAsync(LoginChannel channel);
}
