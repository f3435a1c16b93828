using System.Text.Json;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>Published and computed conversations, refusals and prepared passwords (RFC 5802, RFC 7677, RFC 4013).</summary>
public sealed class ScramVectorTests
{
    private const string File = "auth/scram-vectors.json";

    [Fact]
    public void Conversations_are_those_of_the_vectors()
    {
        int run = 0;
        foreach (JsonElement test in MongoSuite.Read(File).GetProperty("conversations").EnumerateArray())
        {
            string Text(string name) => test.GetProperty(name).GetString()!;
            ScramHash hash = Text("hash") == "sha1" ? ScramHash.Sha1 : ScramHash.Sha256;
            if (hash == ScramHash.Sha1 && Text("password_derivation") == "raw")
            {
                // MongoDB never takes the raw password with SHA-1; the salting is what can be compared.
                byte[] salted = hash.Salt(Text("password"), Convert.FromBase64String(Text("server_first").Split(",s=")[1].Split(',')[0]), 4096);
                Assert.Equal(Text("salted_password_hex"), Convert.ToHexStringLower(salted));
                run++;
                continue;
            }

            var conversation = new ScramConversation(hash, Text("username"), Text("client_nonce"));
            Assert.Equal(Text("client_first"), conversation.ClientFirst);
            Assert.Equal(
                Text("client_final"),
                conversation.ClientFinal(Text("server_first"), new SaltedPassword(Text("username"), Text("password"))));
            conversation.Verify(Text("server_final"));
            AssertNoOtherProofPasses(conversation, Text("server_final"));
            run++;
        }

        Assert.Equal(5, run);
    }

    [Fact]
    public void Answers_that_must_be_refused_are()
    {
        int run = 0;
        foreach (JsonElement test in MongoSuite.Read(File).GetProperty("server_first_must_reject").EnumerateArray())
        {
            var conversation = new ScramConversation(ScramHash.Sha256, "user", test.GetProperty("client_nonce").GetString()!);
            Exception? thrown = Record.Exception(
                () => conversation.ClientFinal(test.GetProperty("server_first").GetString()!, new SaltedPassword("user", "pencil")));
            Assert.True(thrown is LoginException, $"{test.GetProperty("why")}: {thrown}");
            run++;
        }

        Assert.Equal(9, run);
    }

    [Fact]
    public void Passwords_are_prepared_exactly_or_refused()
    {
        int unchanged = 0, refused = 0;
        foreach (JsonElement test in MongoSuite.Read(File).GetProperty("saslprep").EnumerateArray())
        {
            string password = test.GetProperty("in").GetString()!;
            string? expected = test.TryGetProperty("out", out JsonElement given) ? given.GetString() : null;
            if (Record.Exception(() => PasswordPreparation.Prepare(password)) is Exception thrown)
            {
                Assert.IsType<LoginException>(thrown);
                Assert.Contains("SASLprep", thrown.Message, StringComparison.Ordinal);
                Assert.NotEqual(expected, password);
                refused++;
            }
            else
            {
                Assert.Equal(expected, PasswordPreparation.Prepare(password));
                unchanged++;
            }
        }

        Assert.Equal((3, 11), (unchanged, refused));
    }

    private static void AssertNoOtherProofPasses(ScramConversation conversation, string serverFinal)
    {
        for (int i = 0; i < serverFinal.Length; i++)
        {
            string altered = $"{serverFinal[..i]}{(serverFinal[i] == 'A' ? 'B' : 'A')}{serverFinal[(i + 1)..]}";
            Assert.Throws<LoginException>(() => conversation.Verify(altered));
            Assert.Throws<LoginException>(() => conversation.Verify(serverFinal[..i]));
        }
    }
}
