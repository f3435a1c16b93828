using System.Buffers.Binary;
using System.Text;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>What name servers send, put together byte by byte.</summary>
internal static class DnsBytes
{
    public const ushort Srv = 33, Txt = 16, Cname = 5, A = 1;

    /// <summary>A pointer to the name in the question, which always stands behind the header.</summary>
    public static readonly byte[] PointerToQuestion = [0xc0, 12];

    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(Label), 0];

    public static byte[] Label(string label) => [(byte)label.Length, .. Encoding.ASCII.GetBytes(label)];

    public static byte[] Record(byte[] owner, ushort type, uint timeToLive, byte[] data, ushort recordClass = 1) =>
        [.. owner, .. Number(type), .. Number(recordClass), .. Number(timeToLive), .. Number((ushort)data.Length), .. data];

    public static byte[] SrvRecord(string target, ushort port, uint timeToLive = 300) => SrvRecord(Name(target), port, timeToLive);

    public static byte[] SrvRecord(byte[] target, ushort port, uint timeToLive = 300) =>
        Record(PointerToQuestion, Srv, timeToLive, [0, 0, 0, 0, .. Number(port), .. target]);

    public static byte[] TxtRecord(params string[] parts) =>
        Record(PointerToQuestion, Txt, 300, [.. parts.SelectMany(Label)]);

    /// <summary>A whole answer.</summary>
    /// <param name="flags">0x8180: an answer of a server that asks others; 0x8183: NXDOMAIN; 0x8380: truncated.</param>
    public static byte[] Reply(ushort id, string question, ushort type, byte[][] records, ushort flags = 0x8180) =>
    [
        .. Number(id), .. Number(flags), .. Number((ushort)1), .. Number((ushort)records.Length), 0, 0, 0, 0,
        .. Name(question), .. Number(type), 0, 1,
        .. records.SelectMany(record => record),
    ];

    public static byte[] Number(ushort value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Number(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
