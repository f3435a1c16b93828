using System.Text.Json;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>Records that a fake name server knows; any other name does not exist.</summary>
internal sealed class FakeZone
{
    private const ushort NoSuchName = 0x8183;

    private readonly ILookup<(string, ushort), byte[]> _records;

    private FakeZone(IEnumerable<(string Name, ushort Type, byte[] Record)> records) =>
        _records = records.ToLookup(record => (record.Name, record.Type), record => record.Record);

    /// <param name="srv">Name, target and port.</param>
    /// <param name="txt">Name and text.</param>
    public static FakeZone Of((string Name, string Target, ushort Port)[] srv, params (string Name, string Text)[] txt) => new(
        srv.Select(record => (record.Name, DnsBytes.Srv, DnsBytes.SrvRecord(record.Target, record.Port)))
            .Concat(txt.Select(record => (record.Name, DnsBytes.Txt, DnsBytes.TxtRecord(record.Text)))));

    /// <summary>The records of MongoDB's suite (<c>dns-zone.json</c>).</summary>
    public static FakeZone Read(JsonElement zone) => new(
        zone.GetProperty("srv").EnumerateObject()
            .SelectMany(owner => owner.Value.EnumerateArray().Select(record => (owner.Name, DnsBytes.Srv, DnsBytes.SrvRecord(
                record.GetProperty("target").GetString()!, record.GetProperty("port").GetUInt16(), timeToLive: 86_400))))
            .Concat(zone.GetProperty("txt").EnumerateObject()
                .SelectMany(owner => owner.Value.EnumerateArray().Select(record => (owner.Name, DnsBytes.Txt, DnsBytes.TxtRecord(
                    [.. record.EnumerateArray().Select(part => part.GetString()!)]))))));

    public byte[] Answer(FakeDnsQuery query)
    {
        byte[][] records = [.. _records[(query.Name.ToLowerInvariant(), query.Type)]];
        return records.Length == 0 ? query.Reply(NoSuchName) : query.Reply(records);
    }
}
