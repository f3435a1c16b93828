using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>The change stream of a <see cref="FakeMongod"/>: a getMore waits until the test tells something.</summary>
internal sealed class FakeChangeStream
{
    private const long CursorId = 99;

    private readonly Channel<FakeReply> _told = Channel.CreateUnbounded<FakeReply>();
    private readonly ConcurrentQueue<string> _opened = [];
    private int _place;

    /// <summary>What attempts to open it are answered with, instead of a stream; empty: a stream.</summary>
    public ConcurrentQueue<FakeReply> Refusals { get; } = [];

    /// <summary>From where each attempt to open it was to begin: the resume token as JSON, or <c>now</c>.</summary>
    public IReadOnlyList<string> Opened => [.. _opened];

    /// <summary>Documents were stored.</summary>
    /// <param name="ids">Their <c>_id</c>s as JSON.</param>
    public void TellStored(params string[] ids) => Tell(
        CursorId, [.. ids.Select(id => $$"""{"_id":{{NextToken()}},"operationType":"insert","documentKey":{"_id":{{id}} } }""")]);

    /// <summary>Nothing happened for a while.</summary>
    public void TellNothing() => Tell(CursorId);

    /// <summary>The collection was dropped, which ends the stream.</summary>
    public void TellDropped() => Tell(
        0, $$"""{"_id":{{NextToken()}},"operationType":"drop"}""", $$"""{"_id":{{NextToken()}},"operationType":"invalidate"}""");

    /// <summary>The next getMore gets another answer.</summary>
    public void Fail(FakeReply reply) => _told.Writer.TryWrite(reply);

    /// <returns>Null for what has nothing to do with it.</returns>
    public FakeReply? Answer(FakeRequest request) => request.Name switch
    {
        "aggregate" when request.Stage("$changeStream") is JsonElement stage => Open(stage),
        "getMore" => new FakeReply { Later = () => _told.Reader.ReadAsync().AsTask() },
        _ => null,
    };

    private FakeReply Open(JsonElement stage)
    {
        _opened.Enqueue(stage.TryGetProperty("resumeAfter", out JsonElement token) ? token.GetRawText() : "now");
        return Refusals.TryDequeue(out FakeReply? refusal) ? refusal : Batch(CursorId, "firstBatch");
    }

    private void Tell(long cursorId, params string[] events) => _told.Writer.TryWrite(Batch(cursorId, "nextBatch", events));

    private FakeReply Batch(long cursorId, string name, params string[] events) => FakeReply.Ok(
        $$"""
        {"cursor":{"id":{"$numberLong":"{{cursorId}}"},"{{name}}":[{{string.Join(',', events)}}],
         "postBatchResumeToken":{{NextToken()}} } }
        """);

    private string NextToken() => $$"""{"_data":"{{++_place:x4}}"}""";
}
