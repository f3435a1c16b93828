using System.Buffers.Binary;
using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>A name server's answer (RFC 1035 section 4.1), as far as it matters here.</summary>
internal sealed class DnsReply
{
    private const int HeaderBytes = 12;

    /// <summary>Type, class, time to live and the length of what follows.</summary>
    private const int RecordHeaderBytes = 10;

    private const int SrvHeaderBytes = 6;
    private const ushort ResponseBit = 0x8000;
    private const ushort OperationBits = 0x7800;
    private const ushort TruncatedBit = 0x0200;
    private const ushort CodeBits = 0x000f;

    /// <summary>Names that stand for other names; longer chains are mistakes.</summary>
    private const int MaxAliases = 8;

    private DnsReply(ushort flags, IReadOnlyList<DnsRecord> records)
    {
        Code = (DnsCode)(flags & CodeBits);
        IsTruncated = (flags & TruncatedBit) != 0;
        Records = records;
    }

    public DnsCode Code { get; }

    /// <summary>The answer did not fit into a datagram: it has to be asked for by TCP.</summary>
    public bool IsTruncated { get; }

    /// <summary>Those of the kinds that matter here; none when the answer is truncated.</summary>
    public IReadOnlyList<DnsRecord> Records { get; }

    /// <summary>Whether bytes that came are the answer to a question, and not to another one or made up by a stranger, who would
    /// have to guess the id and the port.</summary>
    public static bool IsAnswerTo(DnsQuestion question, ushort id, ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderBytes || UInt16At(message, 0) != id
            || (UInt16At(message, 2) & (ResponseBit | OperationBits)) != ResponseBit || UInt16At(message, 4) != 1)
        {
            return false;
        }

        try
        {
            int position = HeaderBytes;
            return DnsName.Read(message, ref position) == question.Name && message.Length >= position + 4
                && UInt16At(message, position) == (ushort)question.Type
                && UInt16At(message, position + 2) == DnsQuestion.InternetClass;
        }
        catch (DnsFormatException)
        {
            return false; // another question, however malformed
        }
    }

    /// <param name="message">The answer to the question (<see cref="IsAnswerTo"/>).</param>
    /// <exception cref="DnsFormatException">It is not well formed.</exception>
    public static DnsReply Parse(ReadOnlySpan<byte> message)
    {
        ushort flags = UInt16At(message, 2);
        var records = new List<DnsRecord>();
        if ((flags & TruncatedBit) == 0)
        {
            int count = UInt16At(message, 6);
            int position = HeaderBytes;
            DnsName.Read(message, ref position);
            position += 4;
            for (int i = 0; i < count; i++)
            {
                if (ReadRecord(message, ref position) is DnsRecord record)
                {
                    records.Add(record);
                }
            }
        }

        return new DnsReply(flags, records);
    }

    /// <summary>The records of one kind that belong to a name, or to the name that it stands for.</summary>
    public IReadOnlyList<T> RecordsOf<T>(string name)
        where T : DnsRecord
    {
        for (int i = 0; i < MaxAliases; i++)
        {
            name = Records.OfType<DnsRecord.Cname>().FirstOrDefault(alias => alias.Owner == name)?.Target ?? name;
        }

        return [.. Records.OfType<T>().Where(record => record.Owner == name)];
    }

    /// <returns>Null for a record of a kind that does not matter.</returns>
    private static DnsRecord? ReadRecord(ReadOnlySpan<byte> message, ref int position)
    {
        string owner = DnsName.Read(message, ref position);
        Demand(position + RecordHeaderBytes <= message.Length);
        var type = (DnsType)UInt16At(message, position);
        bool isInternet = UInt16At(message, position + 2) == DnsQuestion.InternetClass;
        int seconds = BinaryPrimitives.ReadInt32BigEndian(message[(position + 4)..]);
        int start = position + RecordHeaderBytes;
        int end = start + UInt16At(message, position + 8);
        Demand(end <= message.Length);
        position = end;
        TimeSpan timeToLive = TimeSpan.FromSeconds(Math.Max(seconds, 0)); // RFC 2181 section 8: a set top bit means zero
        return (isInternet, type) switch
        {
            (true, DnsType.Srv) => ReadSrv(message[..end], start, owner, timeToLive),
            (true, DnsType.Txt) => new DnsRecord.Txt(ReadText(message[start..end])) { Owner = owner, TimeToLive = timeToLive },
            (true, DnsType.Cname) =>
                new DnsRecord.Cname(ReadTarget(message[..end], start)) { Owner = owner, TimeToLive = timeToLive },
            _ => null,
        };
    }

    /// <summary>Priority and weight, which MongoDB's servers have no use for, port and target.</summary>
    private static DnsRecord.Srv ReadSrv(ReadOnlySpan<byte> message, int start, string owner, TimeSpan timeToLive)
    {
        Demand(start + SrvHeaderBytes < message.Length);
        string target = ReadTarget(message, start + SrvHeaderBytes);
        return new DnsRecord.Srv(target, UInt16At(message, start + 4)) { Owner = owner, TimeToLive = timeToLive };
    }

    /// <summary>A name that ends where the message does.</summary>
    private static string ReadTarget(ReadOnlySpan<byte> message, int position)
    {
        string target = DnsName.Read(message, ref position);
        Demand(position == message.Length);
        return target;
    }

    private static string ReadText(ReadOnlySpan<byte> parts)
    {
        var text = new List<byte>();
        while (!parts.IsEmpty)
        {
            int length = parts[0];
            Demand(length < parts.Length);
            text.AddRange(parts.Slice(1, length));
            parts = parts[(length + 1)..];
        }

        return Encoding.UTF8.GetString([.. text]);
    }

    private static void Demand(bool isWellFormed)
    {
        if (!isWellFormed)
        {
            throw new DnsFormatException("a record is cut short or its length is wrong");
        }
    }

    private static ushort UInt16At(ReadOnlySpan<byte> message, int position) =>
        BinaryPrimitives.ReadUInt16BigEndian(message[position..]);
}

/// <summary>How a name server answered (RFC 1035 section 4.1.1), by the numbers on the wire.</summary>
internal enum DnsCode
{
    Ok = 0,

    /// <summary>The question was not understood, possibly because of EDNS0.</summary>
    FormatError = 1,

    ServerFailure = 2,

    /// <summary>There is no such name (NXDOMAIN).</summary>
    NoSuchName = 3,

    NotImplemented = 4,
    Refused = 5,
}
