using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>The bytes of a name server's answer, true and false ones.</summary>
public sealed class DnsReplyTests
{
    private const ushort Id = 0x1234;
    private const string Name = "_mongodb._tcp.db.example.com";

    private static readonly DnsQuestion Question = new(Name, DnsType.Srv);

    /// <summary>What a server sends: two servers with compressed names, a text, and records of other kinds.</summary>
    private static readonly byte[] Good = Reply(
        DnsBytes.SrvRecord([.. DnsBytes.Label("A"), 0xc0, 26], 27017, timeToLive: 300),
        DnsBytes.SrvRecord("b.db.example.com", 27018, timeToLive: 60),
        DnsBytes.Record(DnsBytes.PointerToQuestion, DnsBytes.A, 60, [127, 0, 0, 1]),
        DnsBytes.TxtRecord("replica", "Set=rs0"));

    [Fact]
    public void Question_is_exactly_a_message_of_the_protocol()
    {
        byte[] expected =
        [
            0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1,
            2, (byte)'a', (byte)'b', 1, (byte)'c', 0, 0, 33, 0, 1,
            0, 0, 41, 0x04, 0xd0, 0, 0, 0, 0, 0, 0,
        ];
        byte[] withoutSize = [.. expected[..11], 0, .. expected[12..22]];

        Assert.Equal(expected, new DnsQuestion("ab.c", DnsType.Srv).ToMessage(Id, tellsSize: true));
        Assert.Equal(withoutSize, new DnsQuestion("ab.c", DnsType.Srv).ToMessage(Id, tellsSize: false));
    }

    [Fact]
    public void Records_are_read_with_compressed_names()
    {
        DnsReply reply = DnsReply.Parse(Good);

        Assert.True(DnsReply.IsAnswerTo(Question, Id, Good));
        Assert.Equal(DnsCode.Ok, reply.Code);
        Assert.Equal(
            [("a.db.example.com", 27017, 300.0), ("b.db.example.com", 27018, 60.0)],
            reply.RecordsOf<DnsRecord.Srv>(Name).Select(server => (server.Target, server.Port, server.TimeToLive.TotalSeconds)));
        Assert.Equal(["replicaSet=rs0"], reply.RecordsOf<DnsRecord.Txt>(Name).Select(text => text.Value));
    }

    [Fact]
    public void Question_comes_back_in_whatever_case() =>
        Assert.True(DnsReply.IsAnswerTo(Question, Id, DnsBytes.Reply(Id, Name.ToUpperInvariant(), DnsBytes.Srv, [])));

    [Fact]
    public void Answer_to_another_question_is_none()
    {
        byte[][] others =
        [
            DnsBytes.Reply(Id + 1, Name, DnsBytes.Srv, []),
            DnsBytes.Reply(Id, "x" + Name, DnsBytes.Srv, []),
            DnsBytes.Reply(Id, Name, DnsBytes.Txt, []),
            DnsBytes.Reply(Id, Name, DnsBytes.Srv, [], flags: 0x0100),
            DnsBytes.Reply(Id, Name, DnsBytes.Srv, [], flags: 0x8980),
            [.. Good[..5], 0, .. Good[6..]],
            [.. Good[..5], 2, .. Good[6..]],
            [.. Good[..12], 0xc0, 12, .. Good[14..]],
            [],
        ];

        Assert.All(others, other => Assert.False(DnsReply.IsAnswerTo(Question, Id, other), Convert.ToHexString(other)));
    }

    [Fact]
    public void Name_that_stands_for_another_leads_to_its_records()
    {
        DnsReply reply = DnsReply.Parse(Reply(
            DnsBytes.Record(DnsBytes.PointerToQuestion, DnsBytes.Cname, 60, DnsBytes.Name("other.example.net")),
            DnsBytes.Record(DnsBytes.Name("OTHER.example.net"), DnsBytes.Txt, 60, DnsBytes.Label("x"))));

        Assert.Equal(["x"], reply.RecordsOf<DnsRecord.Txt>(Name).Select(text => text.Value));
    }

    [Fact]
    public void Names_that_stand_for_each_other_lead_nowhere()
    {
        DnsReply reply = DnsReply.Parse(Reply(
            DnsBytes.Record(DnsBytes.PointerToQuestion, DnsBytes.Cname, 60, DnsBytes.Name("b.c")),
            DnsBytes.Record(DnsBytes.Name("b.c"), DnsBytes.Cname, 60, DnsBytes.PointerToQuestion)));

        Assert.Empty(reply.RecordsOf<DnsRecord.Txt>(Name));
    }

    [Fact]
    public void Record_of_another_name_or_class_is_passed_over()
    {
        DnsReply reply = DnsReply.Parse(Reply(
            DnsBytes.Record(DnsBytes.Name("a.b"), DnsBytes.Txt, 60, DnsBytes.Label("x")),
            DnsBytes.Record(DnsBytes.PointerToQuestion, DnsBytes.Txt, 60, DnsBytes.Label("y"), recordClass: 3)));

        Assert.Empty(reply.RecordsOf<DnsRecord.Txt>(Name));
    }

    [Fact]
    public void Time_with_its_top_bit_set_is_none()
    {
        DnsReply reply = DnsReply.Parse(Reply(DnsBytes.SrvRecord("a.b", 1, timeToLive: 0x8000_0001)));

        Assert.Equal(TimeSpan.Zero, Assert.Single(reply.RecordsOf<DnsRecord.Srv>(Name)).TimeToLive);
    }

    [Fact]
    public void Truncated_answer_is_told_and_not_read()
    {
        byte[] cut = DnsBytes.Reply(Id, Name, DnsBytes.Srv, [[0xff]], flags: 0x8380);

        DnsReply reply = DnsReply.Parse(cut);

        Assert.True(reply.IsTruncated);
        Assert.Empty(reply.Records);
    }

    /// <summary>The target begins behind the header (12), the question (34), the record's header (12) and 6 bytes: at 64.</summary>
    [Theory]
    [InlineData("C040")] // to itself
    [InlineData("C042")] // behind itself
    [InlineData("C0FF")] // behind the message
    [InlineData("0161C040")] // a label, then back to it, for ever
    [InlineData("0161C0")] // half a pointer
    [InlineData("0161")] // no end
    [InlineData("41")] // a kind of label that was never defined
    [InlineData("80")]
    [InlineData("0461")] // shorter than it says
    [InlineData("012000")] // a space
    [InlineData("012E00")] // a point inside of a label
    [InlineData("01C300")]
    [InlineData("016100FF")] // a byte too many
    [InlineData("")]
    public void Name_that_is_malformed_is_refused(string target) =>
        Assert.Throws<DnsFormatException>(() => DnsReply.Parse(Reply(DnsBytes.SrvRecord(Convert.FromHexString(target), 27017))));

    [Fact]
    public void Name_of_too_many_pointers_is_refused()
    {
        const int FirstTarget = 64;
        const int RecordBytes = 20; // each target is a pointer to the one before
        byte[][] records = [.. Enumerable.Range(0, 20).Select(i =>
        {
            int target = i == 0 ? 12 : FirstTarget + (RecordBytes * (i - 1));
            return DnsBytes.SrvRecord([(byte)(0xc0 | (target >> 8)), (byte)target], 1);
        })];

        Assert.Equal(15, DnsReply.Parse(Reply(records[..15])).Records.Count);
        Assert.Throws<DnsFormatException>(() => DnsReply.Parse(Reply(records)));
    }

    [Fact]
    public void Name_that_is_too_long_is_refused()
    {
        string longest = string.Join('.', Enumerable.Repeat(new string('a', 62), 4)) + ".b";
        byte[] tooLong = DnsBytes.Name(longest + "b");

        Assert.Equal(253, longest.Length);
        Assert.Equal(longest, Assert.Single(DnsReply.Parse(Reply(DnsBytes.SrvRecord(longest, 1))).RecordsOf<DnsRecord.Srv>(Name)).Target);
        Assert.Throws<DnsFormatException>(() => DnsReply.Parse(Reply(DnsBytes.SrvRecord(tooLong, 1))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("000000000001")]
    public void Server_without_a_name_is_refused(string data) => Assert.Throws<DnsFormatException>(
        () => DnsReply.Parse(Reply(DnsBytes.Record(DnsBytes.PointerToQuestion, DnsBytes.Srv, 1, Convert.FromHexString(data)))));

    [Fact]
    public void Text_longer_than_its_record_is_refused() => Assert.Throws<DnsFormatException>(
        () => DnsReply.Parse(Reply(DnsBytes.Record(DnsBytes.PointerToQuestion, DnsBytes.Txt, 1, [2, (byte)'a']))));

    [Fact]
    public void Every_beginning_of_an_answer_is_refused()
    {
        for (int length = 0; length < Good.Length; length++)
        {
            byte[] message = Good[..length];
            bool isAnswer = DnsReply.IsAnswerTo(Question, Id, message);
            Assert.True(!isAnswer || Record.Exception(() => DnsReply.Parse(message)) is DnsFormatException, $"{length} bytes");
        }
    }

    [Fact]
    public void Any_spoilt_byte_ends_in_an_answer_or_the_own_exception()
    {
        for (int i = 0; i < Good.Length; i++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] message = [.. Good];
                message[i] = (byte)value;
                Exception? thrown = Record.Exception(() => Read(message));
                Assert.True(thrown is null or DnsFormatException, $"byte {i} = {value}: {thrown}");
            }
        }
    }

    [Fact]
    public void Random_bytes_end_in_an_answer_or_the_own_exception()
    {
        const int Seed = 20260314;
        var random = new Random(Seed);
        for (int run = 0; run < 20_000; run++)
        {
            byte[] tail = new byte[random.Next(200)];
            random.NextBytes(tail);
            byte[] message = [.. Good[..random.Next(12, Good.Length)], .. tail];
            Exception? thrown = Record.Exception(() => Read(message));
            Assert.True(thrown is null or DnsFormatException, $"seed {Seed}, run {run}: {thrown}");
        }
    }

    private static void Read(byte[] message)
    {
        if (DnsReply.IsAnswerTo(Question, Id, message))
        {
            DnsReply.Parse(message).RecordsOf<DnsRecord.Srv>(Name);
        }
    }

    private static byte[] Reply(params byte[][] records) => DnsBytes.Reply(Id, Name, DnsBytes.Srv, records);
}
