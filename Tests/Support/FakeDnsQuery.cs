using System.Buffers.Binary;
using System.Text;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A question that a fake name server received.</summary>
internal sealed class FakeDnsQuery
{
    public FakeDnsQuery(byte[] message, bool isTcp)
    {
        (Message, IsTcp) = (message, isTcp);
        var labels = new List<string>();
        int at = 12;
        for (; message[at] != 0; at += message[at] + 1)
        {
            labels.Add(Encoding.ASCII.GetString(message, at + 1, message[at]));
        }

        Name = string.Join('.', labels);
        Type = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 1));
        bool hasAdditional = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(10)) == 1;
        MaxDatagramBytes = hasAdditional ? BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 8)) : null;
    }

    public byte[] Message { get; }

    public bool IsTcp { get; }

    public ushort Id => BinaryPrimitives.ReadUInt16BigEndian(Message);

    public string Name { get; }

    public ushort Type { get; }

    /// <summary>What EDNS0 says; null without it.</summary>
    public int? MaxDatagramBytes { get; }

    /// <summary>The answer to it.</summary>
    public byte[] Reply(params byte[][] records) => DnsBytes.Reply(Id, Name, Type, records);

    /// <summary>An answer without records.</summary>
    /// <param name="flags">See <see cref="DnsBytes.Reply"/>.</param>
    public byte[] Reply(ushort flags) => DnsBytes.Reply(Id, Name, Type, [], flags);
}
