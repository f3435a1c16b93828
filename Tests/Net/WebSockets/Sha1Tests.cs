using System.Security.Cryptography;
using System.Text;
using TraceLlm.Monitor.Net.WebSockets;

namespace TraceLlm.Monitor.Tests.Net.WebSockets;

public sealed class Sha1Tests
{
    /// <summary>RFC 3174 section 7.3.</summary>
    [Theory]
    [InlineData("abc", "A9993E364706816ABA3E25717850C26C9CD0D89D")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983E441C3BD26EBAAE4AA1F95129E5E54670F1")]
    [InlineData("", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709")]
    public void Hash_is_that_of_the_specification(string message, string hash) =>
        Assert.Equal(hash, Convert.ToHexString(Sha1.Of(Encoding.ASCII.GetBytes(message))));

    [Fact]
    public void Hash_of_every_length_is_that_of_the_framework()
    {
        const int Seed = 20260314;
        var random = new Random(Seed);
        for (int length = 0; length <= 300; length++)
        {
            byte[] message = new byte[length];
            random.NextBytes(message);
#pragma warning disable CA5350 // The oracle of the same hash.
            Assert.Equal(SHA1.HashData(message), Sha1.Of(message));
#pragma warning restore CA5350
        }
    }
}
