using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Login by sending the password itself (RFC 4616), for servers that ask a directory. Over TLS only
/// (<see cref="ClientLimits"/>).</summary>
internal sealed class PlainLogin(MongoCredential credential) : LoginAttempt(credential)
{
    public override Task FinishAsync(LoginChannel channel) => channel.SendAsync(writer =>
    {
        writer.Int32(ReadCommandName.Of(ReadCommand.SaslStart), 1);
        writer.Text("mechanism"u8, LoginMechanismName.Of(LoginMechanism.Plain));
        writer.Binary("payload"u8, Encoding.UTF8.GetBytes($"\0{Credential.Username}\0{Credential.Password}"));
    });
}
