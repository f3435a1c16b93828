using System.Buffers.Binary;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Data.Mongo.Topology;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>One million spoilt documents and replies, read by what reads true ones: each ends well or in the client's own
/// exception.</summary>
public sealed class MutationTests
{
    private const int Seed = 20260314;

    private const int DocumentRuns = 600_000;
    private const int ReplyRuns = 300_000;
    private const int CompressedRuns = 100_000;

    private const int RequestId = 5;

    private const string RowJson =
        """
        {"_id":{"$oid":"65f2e4000000000000000001"},"trace_id":"t-1","created_at":{"$date":1773489600000},"status":"failed",
         "latency":12.5,"token_count":{"$numberLong":"77"},"model_name":"gpt-4 ä","project_id":"p","project_name":null,
         "environment":"production","retry_count":2,"slow_request":true,"failure_reason":"timeout","prompt":"hello",
         "step_count":3,"failed_steps":1,"steps":[{"name":"a","success":false},{"success":true}],"blob":{"$binary":"AAECAw=="}}
        """;

    private static readonly byte[] Row = TestBson.Document(RowJson);

    private static readonly byte[] AllTypes = WithEveryType();

    private static readonly byte[] Group = TestBson.Document(
        """{"_id":{"s":"success","b":12.0},"n":{"$numberLong":"5"},"latency":77.5,"tokens":100}""");

    private static readonly byte[] Hello = TestBson.Document(
        """
        {"isWritablePrimary":true,"setName":"rs0","me":"a:1","hosts":["a:1","b:1"],"maxWireVersion":21,"helloOk":true,
         "compression":["zlib"],"localTime":{"$date":1773489600000},"ok":1}
        """);

    private static readonly byte[] Cursor = TestBson.Document(
        $$"""{"cursor":{"id":{"$numberLong":"0"},"ns":"t.traces","firstBatch":[{{RowJson}},{{RowJson}}]},"ok":1}""");

    private static readonly byte[] Failure = TestBson.Document(
        """{"ok":0,"code":13,"codeName":"Unauthorized","errmsg":"no","errorLabels":["a"]}""");

    [Fact]
    public void Spoilt_documents_end_well_or_in_the_own_exception() => Run(
        DocumentRuns, [Row, AllTypes, Group, Hello, Cursor, Failure], ReadDocument);

    [Fact]
    public void Spoilt_replies_end_well_or_in_the_own_exception() => Run(
        ReplyRuns, [.. Replies(), WithSequenceAndChecksum()], ReadReply);

    [Fact]
    public void Spoilt_compressed_replies_end_well_or_in_the_own_exception() => Run(
        CompressedRuns, [.. Replies().SelectMany(reply => (byte[][])[FakeReply.Compress(reply, 2), FakeReply.Compress(reply, 0)])], ReadCompressed);

    [Fact]
    public void Runs_are_a_million() => Assert.Equal(1_000_000, DocumentRuns + ReplyRuns + CompressedRuns);

    private static byte[][] Replies() => [.. new[] { Hello, Cursor, Failure }.Select(body => FakeReply.Frame(body, RequestId))];

    /// <summary>Spoils the samples in turn and reads what comes of it.</summary>
    private static void Run(int runs, byte[][] samples, Action<byte[], Random> read)
    {
        var random = new Random(Seed);
        int unharmed = 0;
        for (int run = 0; run < runs; run++)
        {
            byte[] spoilt = Spoil(samples[run % samples.Length], random);
            try
            {
                read(spoilt, random);
                unharmed++;
            }
            catch (Exception e) when (e is WireFormatException or MongoException)
            {
                // As it should be.
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {Seed}, run {run}: {Convert.ToHexString(spoilt)}: {e}");
            }
        }

        // Neither all nor none: the samples are good ones, and what was done to them matters.
        Assert.InRange(unharmed, runs / 100, runs * 99 / 100);
    }

    /// <summary>One to four bytes changed, a piece cut out, doubled or put in, or the end cut off; the outermost length then often set
    /// right again, so that what lies deeper is reached.</summary>
    private static byte[] Spoil(byte[] sample, Random random)
    {
        int at = random.Next(sample.Length), length = random.Next(1, 9);
        byte[] spoilt = random.Next(8) switch
        {
            0 => [.. sample[..at], .. sample[Math.Min(at + length, sample.Length)..]],
            1 => [.. sample[..at], .. sample[at..Math.Min(at + length, sample.Length)], .. sample[at..]],
            2 => [.. sample[..at], .. sample[random.Next(sample.Length)..]],
            3 => sample[..at],
            _ => [.. sample],
        };
        for (int i = random.Next(5); i > 0 && spoilt.Length > 0; i--)
        {
            spoilt[random.Next(spoilt.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : random.Next(3) - 1);
        }

        if (spoilt.Length >= sizeof(int) && random.Next(4) > 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(spoilt, spoilt.Length);
        }

        return spoilt;
    }

    /// <summary>As one of the kinds of document that the product reads.</summary>
    private static void ReadDocument(byte[] document, Random random)
    {
        int left = 10;
        switch (random.Next(8))
        {
            case 0:
                TraceDocument.Read(new BsonReader(document), TraceOrder.ById);
                break;
            case 1:
                TraceDocument.ReadKey(new BsonReader(document));
                break;
            case 2:
                new TotalsSum().AddGroup(new BsonReader(document));
                break;
            case 3:
                new TotalsSum().AddDocument(new BsonReader(document));
                break;
            case 4:
                HelloReply.Parse(new MongoHost("a", 1), document);
                break;
            case 5:
                ServerError.ThrowIfFailed(document, "a:1");
                break;
            case 6:
                CursorBatch.Read(document, row => TraceDocument.Read(row, TraceOrder.ByCreatedAt), ref left);
                break;
            default:
                TestBson.Copy(document);
                break;
        }
    }

    private static void ReadReply(byte[] message, Random random) =>
        ReadDocument(message[OpMsg.FindBody(Received(message), RequestId)], random);

    private static void ReadCompressed(byte[] message, Random random)
    {
        var wrapped = new ReceiveBuffer();
        Received(message).CopyTo(wrapped.FreeSpace(message.Length));
        wrapped.Advance(message.Length);
        var unwrapped = new ReceiveBuffer();
        OpCompressed.Unwrap(wrapped, unwrapped);
        ReadReply(unwrapped.Filled.ToArray(), random);
    }

    /// <summary>A connection hands over as many bytes as the header says, or none.</summary>
    private static byte[] Received(byte[] message) =>
        message.Length >= OpMsg.HeaderBytes && OpMsg.ReadMessageLength(message) == message.Length
            ? message
            : throw new WireFormatException("it would never have been handed over");

    private static byte[] WithEveryType()
    {
        byte[] text = [2, 0, 0, 0, (byte)'x', 0];
        byte[] scope = TestBson.Document("""{"a":1}""");
        var writer = new BsonWriter();
        writer.BeginDocument();
        writer.Raw("code"u8, BsonType.Code, text);
        writer.Raw("symbol"u8, BsonType.Symbol, text);
        writer.Raw("scope"u8, BsonType.CodeWithScope, [(byte)(4 + text.Length + scope.Length), 0, 0, 0, .. text, .. scope]);
        writer.Raw("pointer"u8, BsonType.DbPointer, [.. text, .. new byte[12]]);
        writer.Raw("regex"u8, BsonType.Regex, "a\0i\0"u8);
        writer.Raw("decimal"u8, BsonType.Decimal128, new byte[16]);
        writer.Raw("old"u8, BsonType.Binary, [6, 0, 0, 0, 2, 2, 0, 0, 0, 1, 2]);
        writer.Raw("time"u8, BsonType.Timestamp, new byte[8]);
        writer.Raw("min"u8, BsonType.MinKey, []);
        writer.Raw("max"u8, BsonType.MaxKey, []);
        writer.Raw("none"u8, BsonType.Undefined, []);
        writer.End();
        return writer.Written.ToArray();
    }

    private static byte[] WithSequenceAndChecksum()
    {
        byte[] good = FakeReply.Frame(Cursor, RequestId);
        byte[] message = [.. good[..20], 1, 7, 0, 0, 0, (byte)'a', 0, 0, .. good[20..], 1, 2, 3, 4];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        message[16] = 1;
        return message;
    }
}
