using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Login by SCRAM. The greeting carries the first message of the stronger mechanism on trial; where the connection string names
/// no mechanism, the server's list of what it has for this user decides.
/// </summary>
/// <param name="credential">Who logs in.</param>
/// <param name="password">Theirs.</param>
/// <param name="newNonce">Makes the nonce of each conversation.</param>
internal sealed class ScramLogin(MongoCredential credential, SaltedPassword password, Func<string> newNonce)
    : LoginAttempt(credential)
{
    private readonly ScramConversation _onTrial = new(
        credential.Mechanism == LoginMechanism.ScramSha1 ? ScramHash.Sha1 : ScramHash.Sha256, credential.Username!, newNonce());

    private SaslReply? _firstReply;
    private bool _hasSha256;

    public override void WriteToGreeting(BsonWriter writer)
    {
        if (Credential.Mechanism == LoginMechanism.Negotiated)
        {
            writer.Text("saslSupportedMechs"u8, $"{Credential.Source}.{Credential.Username}");
        }

        writer.BeginDocument("speculativeAuthenticate"u8);
        WriteStart(writer, _onTrial);
        writer.Text("db"u8, Credential.Source);
        writer.End();
    }

    public override void ReadGreeting(ReadOnlySpan<byte> reply)
    {
        var reader = new BsonReader(reply);
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("saslSupportedMechs"u8) && reader.Value.TryGetDocument(out BsonReader mechanisms))
            {
                while (mechanisms.Read())
                {
                    _hasSha256 |= mechanisms.Value.TryGetTextBytes(out ReadOnlySpan<byte> name)
                        && name.SequenceEqual("SCRAM-SHA-256"u8);
                }
            }
            else if (reader.Name.SequenceEqual("speculativeAuthenticate"u8) && reader.Value.TryGetDocument(out BsonReader step))
            {
                _firstReply = SaslReply.Read(step);
            }
        }
    }

    public override async Task FinishAsync(LoginChannel channel)
    {
        if (_firstReply is not null)
        {
            await ProveAsync(channel, _onTrial, _firstReply);
            return;
        }

        bool isSha1 = Credential.Mechanism == LoginMechanism.ScramSha1
            || (Credential.Mechanism == LoginMechanism.Negotiated && !_hasSha256);
        var conversation = new ScramConversation(isSha1 ? ScramHash.Sha1 : ScramHash.Sha256, Credential.Username!, newNonce());
        SaslReply first = await StepAsync(channel, writer => WriteStart(writer, conversation));
        await ProveAsync(channel, conversation, first);
    }

    private async Task ProveAsync(LoginChannel channel, ScramConversation conversation, SaslReply first)
    {
        string proof = conversation.ClientFinal(first.Payload, password);
        SaslReply last = await StepAsync(channel, writer => WriteContinue(writer, first.ConversationId, proof));
        conversation.Verify(last.Payload);
        if (!last.IsDone)
        {
            // Servers before 4.4 do not know skipEmptyExchange and want one more message, with nothing in it.
            last = await StepAsync(channel, writer => WriteContinue(writer, first.ConversationId, ""));
        }

        if (!last.IsDone)
        {
            throw new LoginException("the server does not end the exchange");
        }
    }

    private static async Task<SaslReply> StepAsync(LoginChannel channel, Action<BsonWriter> write) =>
        SaslReply.Read(new BsonReader((await channel.SendAsync(write)).Span));

    private static void WriteStart(BsonWriter writer, ScramConversation conversation)
    {
        writer.Int32(ReadCommandName.Of(ReadCommand.SaslStart), 1);
        writer.Text("mechanism"u8, LoginMechanismName.Of(conversation.Hash.Mechanism));
        writer.Binary("payload"u8, Encoding.UTF8.GetBytes(conversation.ClientFirst));
        writer.BeginDocument("options"u8);
        writer.Boolean("skipEmptyExchange"u8, true);
        writer.End();
    }

    private static void WriteContinue(BsonWriter writer, RawValue conversationId, string payload)
    {
        writer.Int32(ReadCommandName.Of(ReadCommand.SaslContinue), 1);
        writer.Raw("conversationId"u8, conversationId.Type, conversationId.Bytes);
        writer.Binary("payload"u8, Encoding.UTF8.GetBytes(payload));
    }
}
