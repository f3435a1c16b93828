namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Login by the certificate that the TLS connection was made with: the server knows its name already.</summary>
internal sealed class X509Login(MongoCredential credential) : LoginAttempt(credential)
{
    private bool _isDone;

    public override void WriteToGreeting(BsonWriter writer)
    {
        writer.BeginDocument("speculativeAuthenticate"u8);
        WriteCommand(writer);
        writer.Text("db"u8, Credential.Source);
        writer.End();
    }

    public override void ReadGreeting(ReadOnlySpan<byte> reply)
    {
        var reader = new BsonReader(reply);
        while (reader.Read())
        {
            _isDone |= reader.Name.SequenceEqual("speculativeAuthenticate"u8) && reader.Value.Type == BsonType.Document;
        }
    }

    public override Task FinishAsync(LoginChannel channel) => _isDone ? Task.CompletedTask : channel.SendAsync(WriteCommand);

    private void WriteCommand(BsonWriter writer)
    {
        writer.Int32(ReadCommandName.Of(ReadCommand.Authenticate), 1);
        writer.Text("mechanism"u8, LoginMechanismName.Of(LoginMechanism.X509));
        if (Credential.Username is string name)
        {
            writer.Text("user"u8, name);
        }
    }
}
