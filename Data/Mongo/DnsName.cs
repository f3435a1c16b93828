using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Names as name servers write them (RFC 1035 sections 3.1 and 4.1.4): labels with their length, the end of a name
/// possibly a pointer to where it stands already.</summary>
internal static class DnsName
{
    private const int MaxLabelBytes = 63;

    /// <summary>255 bytes on the wire, without the first length and the end.</summary>
    private const int MaxCharacters = 253;

    /// <summary>More than one is rare; without a bound, pointers could lead in circles.</summary>
    private const int MaxPointers = 16;

    private const byte PointerBits = 0xc0;

    /// <summary>Whether a name can be asked for: labels of letters, digits, hyphens and underscores.</summary>
    public static bool IsWellFormed(string name) =>
        name.Length <= MaxCharacters
        && name.Split('.').All(static label => label.Length is > 0 and <= MaxLabelBytes && label.All(static c => IsUsual(c)));

    /// <param name="name">Well formed.</param>
    public static void Append(List<byte> message, string name)
    {
        foreach (string label in name.Split('.'))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }

        message.Add(0);
    }

    /// <param name="message">A whole message, since pointers may lead anywhere before them.</param>
    /// <param name="position">Where the name begins; moved behind it.</param>
    /// <returns>In lower case, without the dot at its end; empty for the root.</returns>
    /// <exception cref="DnsFormatException">It does not end, leads in circles, is too long, or no host can be called so.</exception>
    public static string Read(ReadOnlySpan<byte> message, ref int position)
    {
        var name = new StringBuilder();
        int at = position, pointers = 0;
        while (ByteAt(message, at) is byte length and > 0)
        {
            if (length < PointerBits)
            {
                at = AppendLabel(message, at, name);
                continue;
            }

            int target = ((length & ~PointerBits) << 8) | ByteAt(message, at + 1);
            if (target >= at || pointers == MaxPointers)
            {
                throw new DnsFormatException("a name leads in circles");
            }

            position = pointers == 0 ? at + 2 : position;
            pointers++;
            at = target;
        }

        position = pointers == 0 ? at + 1 : position;
        return name.ToString();
    }

    /// <returns>The position behind the label.</returns>
    private static int AppendLabel(ReadOnlySpan<byte> message, int at, StringBuilder name)
    {
        int length = message[at];
        if (length > MaxLabelBytes || at + 1 + length > message.Length || name.Length + 1 + length > MaxCharacters)
        {
            throw new DnsFormatException("a name is too long or cut short");
        }

        name.Append(name.Length > 0 ? "." : "");
        foreach (byte character in message.Slice(at + 1, length))
        {
            name.Append(IsUsual((char)character)
                ? char.ToLowerInvariant((char)character)
                : throw new DnsFormatException("a name has characters that no host name has"));
        }

        return at + 1 + length;
    }

    private static byte ByteAt(ReadOnlySpan<byte> message, int position) =>
        position < message.Length ? message[position] : throw new DnsFormatException("a name is cut short");

    private static bool IsUsual(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
}
