using System.Text;
using TraceLlm.Monitor.Data.Mongo;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class ScramConversationTests
{
    [Fact]
    public void Published_conversation_is_followed()
    {
        // RFC 7677 section 3.
        var conversation = new ScramConversation(ScramHash.Sha256, "user", "rOprNGfwEbeRWgbNEkqO");

        string final = conversation.ClientFinal(
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", new SaltedPassword("user", "pencil"));

        Assert.EndsWith(",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", final, StringComparison.Ordinal);
        conversation.Verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    [Theory]
    [InlineData("")]
    [InlineData("v=")]
    [InlineData("v=AAAA")]
    [InlineData("e=other-error")]
    public void Server_without_the_proof_is_not_believed(string serverFinal)
    {
        var conversation = new ScramConversation(ScramHash.Sha256, "user", "abc");
        conversation.ClientFinal("r=abcdef,s=AAECAwQFBgcICQoLDA0ODw==,i=4096", new SaltedPassword("user", "pencil"));

        Assert.Throws<LoginException>(() => conversation.Verify(serverFinal));
    }

    [Fact]
    public void Proof_before_ours_is_not_believed() =>
        Assert.Throws<LoginException>(() => new ScramConversation(ScramHash.Sha256, "user", "abc").Verify("v="));

    [Theory]
    [InlineData(4095, false)]
    [InlineData(4096, true)]
    [InlineData(100_000, true)]
    [InlineData(100_001, false)]
    public void Number_of_rounds_has_limits(int iterations, bool isAccepted)
    {
        string text = $"r=abcdef,s=AAECAwQFBgcICQoLDA0ODw==,i={iterations}";

        Assert.Equal(isAccepted, Record.Exception(() => ScramServerFirst.Parse(text, "abc")) is null);
    }

    [Fact]
    public void Every_prefix_and_flipped_bit_gives_the_own_exception_only()
    {
        byte[] message = "r=abcdef,s=AAECAwQFBgcICQoLDA0ODw==,i=4096"u8.ToArray();
        for (int i = 0; i < message.Length * 8; i++)
        {
            byte[] flipped = [.. message];
            flipped[i / 8] ^= (byte)(1 << (i % 8));
            foreach (byte[] bytes in (byte[][])[flipped, message[..(i / 8)]])
            {
                Exception? thrown = Record.Exception(() => ScramServerFirst.Parse(Encoding.UTF8.GetString(bytes), "abc"));
                Assert.True(thrown is null or LoginException, $"bit {i}: {thrown}");
            }
        }
    }

    [Fact]
    public void Password_is_salted_once_for_the_same_salt_and_rounds()
    {
        var password = new SaltedPassword("user", "pencil");
        foreach (string salt in (string[])["AAEC", "AAEC", "AAED", "AAED"])
        {
            new ScramConversation(ScramHash.Sha256, "user", "abc").ClientFinal($"r=abcdef,s={salt},i=4096", password);
        }

        new ScramConversation(ScramHash.Sha1, "user", "abc").ClientFinal("r=abcdef,s=AAED,i=4096", password);

        Assert.Equal(3, password.Derivations);
    }

    [Theory]
    [InlineData("\u0007")]
    [InlineData("\u007f")]
    [InlineData("a\u00a0b")]
    [InlineData("\u00aa")]
    [InlineData("pa\u0308ss")]
    [InlineData("\u0627")]
    [InlineData("\ud83d\ude00")]
    [InlineData("\uffff")]
    public void Password_that_would_change_is_refused(string password) =>
        Assert.Throws<LoginException>(() => PasswordPreparation.Prepare(password));

    [Theory]
    [InlineData(" !~azAZ09")]
    [InlineData("p\u00e4ss\u00dfw\u00f8rd")]
    [InlineData("\u043f\u0430\u0440\u043e\u043b\u044c")]
    [InlineData("\u5bc6\u7801")]
    [InlineData("\ube44\ubc00")]
    public void Password_that_stays_as_it_is_passes(string password) => Assert.Equal(password, PasswordPreparation.Prepare(password));
}
