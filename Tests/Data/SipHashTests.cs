using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class SipHashTests
{
    /// <summary>The key of the reference implementation's vectors: bytes 0 to 15, little-endian.</summary>
    private const ulong Key0 = 0x0706050403020100, Key1 = 0x0f0e0d0c0b0a0908;

    /// <summary>From the reference implementation's vectors for 128 bits, whose inputs are the bytes 0, 1, 2 and so on.</summary>
    [Theory]
    [InlineData(0, 0xe6a825ba047f81a3, 0x930255c71472f66d)]
    [InlineData(1, 0x44af996bd8c187da, 0x45fc229b11597634)]
    public void Hash_is_that_of_the_reference_vectors(int length, ulong first, ulong second)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(value => (byte)value)];

        Assert.Equal((first, second), SipHash.Of(bytes, Key0, Key1));
    }

    [Fact]
    public void Every_bit_of_the_input_counts()
    {
        for (int length = 1; length <= 40; length++)
        {
            var hashes = new HashSet<(ulong, ulong)> { SipHash.Of(new byte[length], 1, 2) };
            for (int bit = 0; bit < length * 8; bit++)
            {
                var bytes = new byte[length];
                bytes[bit / 8] = (byte)(1 << (bit % 8));
                Assert.True(hashes.Add(SipHash.Of(bytes, 1, 2)), $"length {length}, bit {bit}");
            }
        }
    }

    [Fact]
    public void Length_counts() => Assert.Equal(40, Enumerable.Range(0, 40).Select(n => SipHash.Of(new byte[n], 1, 2)).Distinct().Count());

    [Fact]
    public void Key_counts() => Assert.NotEqual(SipHash.Of("trace"u8, 1, 2), SipHash.Of("trace"u8, 1, 3));
}
