using System.Buffers.Binary;
using System.IO.Compression;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>What a fake server does with a request.</summary>
internal sealed record FakeReply
{
    private static readonly byte[] NoBytes = [];

    /// <summary>Makes the bytes of the answer from the request's id.</summary>
    public Func<int, byte[]> Bytes { get; private init; } = static _ => NoBytes;

    /// <summary>Each byte is written for itself.</summary>
    public bool IsSplit { get; init; }

    /// <summary>The answer is decided on when there is something to answer; null: at once.</summary>
    public Func<Task<FakeReply>>? Later { get; init; }

    /// <summary>The connection is closed behind the answer.</summary>
    public bool ThenClose { get; init; }

    /// <summary>Reads the request and never answers.</summary>
    public static FakeReply Silence { get; } = new();

    public static FakeReply Close { get; } = new() { ThenClose = true };

    /// <summary>A well formed message around a document.</summary>
    public static FakeReply Document(byte[] document) => new() { Bytes = id => Frame(document, id) };

    /// <summary>A document given as JSON, to which <c>ok: 1</c> is added.</summary>
    public static FakeReply Ok(string json = "{}") =>
        Document(TestBson.Document(json.TrimEnd()[..^1] + (json.Trim() == "{}" ? "" : ",") + "\"ok\":1}"));

    /// <summary>The only batch of a cursor.</summary>
    public static FakeReply Cursor(params string[] documents) => Batch(0, "firstBatch", documents);

    public static FakeReply Batch(long cursorId, string batch, params string[] documents) =>
        Ok($$"""{"cursor":{"id":{"$numberLong":"{{cursorId}}"},"{{batch}}":[{{string.Join(',', documents)}}]} }""");

    public static FakeReply Error(int code, string name = "", string message = "on purpose") =>
        Document(TestBson.Document($$"""{"ok":0,"code":{{code}},"codeName":"{{name}}","errmsg":"{{message}}"}"""));

    /// <summary>Any bytes.</summary>
    public static FakeReply Raw(Func<int, byte[]> bytes) => new() { Bytes = bytes };

    /// <summary>The same in an OP_COMPRESSED message by zlib.</summary>
    public FakeReply Compressed() => this with { Bytes = id => Compress(Bytes(id), compressor: 2) };

    /// <summary>The OP_COMPRESSED message that a real server would send instead of another.</summary>
    /// <param name="compressor">2: zlib; 0: none.</param>
    public static byte[] Compress(byte[] message, byte compressor)
    {
        byte[] content = message[16..];
        if (compressor == 2)
        {
            using var packed = new MemoryStream();
            using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
            {
                zlib.Write(content);
            }

            content = packed.ToArray();
        }

        return
        [
            .. BitConverter.GetBytes(25 + content.Length), .. message[4..12], 0xdc, 7, 0, 0,
            .. message[12..16], .. BitConverter.GetBytes(message.Length - 16), compressor, .. content,
        ];
    }

    /// <summary>The frame that a real server would send, for tests to spoil.</summary>
    public static byte[] Frame(byte[] document, int responseTo)
    {
        byte[] message = new byte[21 + document.Length];
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), 77);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(8), responseTo);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(12), 2013);
        document.CopyTo(message, 21);
        return message;
    }
}
