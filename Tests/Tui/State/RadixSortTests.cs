using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tests.Tui.State;

public sealed class RadixSortTests
{
    private const int Seed = 20260314;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(5000, 0)]
    [InlineData(5000, 1)]
    [InlineData(5000, 20)]
    [InlineData(5000, 63)]
    public void Sort_any_numbers_orders_them_by_the_bits_that_count(int count, int lowestBit)
    {
        ulong[] values = RandomValues(count, width: 64);
        ulong[] expected = [.. values.OrderBy(value => value >> lowestBit)];

        Sort(values, lowestBit);

        Assert.Equal(expected, values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(33)]
    public void Sort_numbers_with_common_digits_orders_them_all_the_same(int width)
    {
        ulong[] values = RandomValues(1000, width);
        ulong[] expected = [.. values.Order()];

        Sort(values, lowestBit: 0);

        Assert.Equal(expected, values);
    }

    [Fact]
    public void Sort_equal_numbers_keeps_their_order()
    {
        const int PositionBits = 20;
        ulong[] values = [.. RandomValues(3000, width: 3).Select((value, position) => (value << PositionBits) | (uint)position)];
        ulong[] expected = [.. values.Order()];

        Sort(values, PositionBits);

        Assert.Equal(expected, values);
    }

    private static void Sort(ulong[] values, int lowestBit) => RadixSort.Sort(values, new ulong[values.Length + 7], lowestBit);

    private static ulong[] RandomValues(int count, int width)
    {
        var random = new Random(Seed);
        byte[] bytes = new byte[sizeof(ulong)];
        return [.. Enumerable.Range(0, count).Select(_ => Next())];

        ulong Next()
        {
            random.NextBytes(bytes);
            return BitConverter.ToUInt64(bytes) >> (64 - width);
        }
    }
}
