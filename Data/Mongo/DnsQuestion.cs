namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>What a name server is asked (RFC 1035 section 4.1).</summary>
/// <param name="Name">In lower case, well formed (<see cref="DnsName.IsWellFormed"/>).</param>
/// <param name="Type">Of the records wanted.</param>
internal sealed record DnsQuestion(string Name, DnsType Type)
{
    /// <summary>The largest answer that a name server may send in one datagram: it passes every usual network in one piece (DNS
    /// flag day 2020).</summary>
    public const int MaxDatagramBytes = 1232;

    /// <summary>Of the internet: the only class in use.</summary>
    public const ushort InternetClass = 1;

    private const ushort RecursionDesired = 0x0100;
    private const ushort OptPseudoRecord = 41;

    /// <param name="id">By which the answer is recognised.</param>
    /// <param name="tellsSize">Says that large datagrams are welcome (EDNS0, RFC 6891), which very old servers refuse.</param>
    public byte[] ToMessage(ushort id, bool tellsSize)
    {
        var message = new List<byte>(capacity: 128);
        Append(message, id, RecursionDesired, 1, 0, 0, (ushort)(tellsSize ? 1 : 0));
        DnsName.Append(message, Name);
        Append(message, (ushort)Type, InternetClass);
        if (tellsSize)
        {
            message.Add(0); // the root, to which the pseudo record belongs
            Append(message, OptPseudoRecord, MaxDatagramBytes, 0, 0, 0);
        }

        return [.. message];
    }

    private static void Append(List<byte> message, params ReadOnlySpan<ushort> values)
    {
        foreach (ushort value in values)
        {
            message.Add((byte)(value >> 8));
            message.Add((byte)value);
        }
    }
}

/// <summary>Kinds of records, by their numbers on the wire.</summary>
internal enum DnsType : ushort
{
    /// <summary>The name stands for another one (RFC 1035 section 3.3.1).</summary>
    Cname = 5,

    /// <summary>Texts (RFC 1035 section 3.3.14).</summary>
    Txt = 16,

    /// <summary>Where a service runs (RFC 2782).</summary>
    Srv = 33,
}
