using System.Buffers.Binary;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Reads IEEE 754-2008 decimal128 in BSON's binary integer encoding as a double. The monitor needs figures, not decimals: a
/// latency of 34 digits is as good with 15.
/// </summary>
internal static class Decimal128
{
    private const int ExponentBias = 6176;
    private const int CoefficientBitsInHigh = 49;
    private const ulong MaxCoefficientHigh = 0x1ed09_bead87c0;
    private const ulong MaxCoefficientLow = 0x378d8e63_ffffffff;

    /// <param name="bytes">16 bytes, little-endian.</param>
    /// <returns>The nearest double or one beside it; NaN and the infinities as themselves.</returns>
    public static double ToDouble(ReadOnlySpan<byte> bytes)
    {
        ulong low = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        ulong high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]);
        double sign = (high >> 63) == 0 ? 1 : -1;
        ulong combination = (high >> 58) & 0x1f;
        if (combination >= 0x1e)
        {
            return combination == 0x1f ? double.NaN : sign * double.PositiveInfinity;
        }

        // Combinations from 11000 on hold a coefficient above the largest allowed one, which counts as zero.
        if (combination >= 0x18)
        {
            return sign * 0;
        }

        int exponent = (int)((high >> CoefficientBitsInHigh) & 0x3fff) - ExponentBias;
        ulong coefficientHigh = high & ((1UL << CoefficientBitsInHigh) - 1);
        UInt128 coefficient = new(coefficientHigh, low);
        bool isAllowed = coefficient <= new UInt128(MaxCoefficientHigh, MaxCoefficientLow);
        return isAllowed ? sign * Scale((double)coefficient, exponent) : sign * 0;
    }

    /// <summary>In two steps, because 10^exponent alone can lie outside of what a double holds when the product does
    /// not.</summary>
    private static double Scale(double coefficient, int exponent)
    {
        const int LargestExactStep = 300;
        int first = Math.Clamp(exponent, -LargestExactStep, LargestExactStep);
        return coefficient == 0 ? 0 : coefficient * Math.Pow(10, first) * Math.Pow(10, exponent - first);
    }
}
