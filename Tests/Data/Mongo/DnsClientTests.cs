using System.Net;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>Asking name servers, over sockets of this machine.</summary>
public sealed class DnsClientTests
{
    private const ushort Truncated = 0x8380, FormatError = 0x8181, ServerFailure = 0x8182, NoSuchName = 0x8183, Refused = 0x8185;

    private static readonly DnsQuestion Question = new("a.example.com", DnsType.Txt);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Question_is_asked_by_one_datagram_that_tells_its_size()
    {
        await using var server = new FakeNameServer(Good);

        Assert.Equal("good", await AskAsync(server));

        FakeDnsQuery query = Assert.Single(server.Queries);
        Assert.False(query.IsTcp);
        Assert.Equal(("a.example.com", DnsBytes.Txt), (query.Name, query.Type));
        Assert.Equal(1232, query.MaxDatagramBytes);
    }

    [Fact]
    public async Task Questions_have_ids_of_their_own()
    {
        await using var server = new FakeNameServer(Good);
        for (int i = 0; i < 10; i++)
        {
            await AskAsync(server);
        }

        Assert.InRange(server.Queries.Select(query => query.Id).Distinct().Count(), 5, 10);
    }

    [Fact]
    public async Task Answers_to_other_questions_are_passed_over()
    {
        await using var server = new FakeNameServer(query => (IEnumerable<byte[]>)
        [
            DnsBytes.Reply((ushort)(query.Id ^ 1), query.Name, query.Type, [DnsBytes.TxtRecord("wrong id")]),
            DnsBytes.Reply(query.Id, "b.example.com", query.Type, [DnsBytes.TxtRecord("wrong name")]),
            DnsBytes.Reply(query.Id, query.Name, DnsBytes.Srv, [DnsBytes.TxtRecord("wrong type")]),
            query.Message,
            [],
            query.Reply(DnsBytes.TxtRecord("good")),
        ]);

        Assert.Equal("good", await AskAsync(server));
    }

    [Fact]
    public async Task Answer_too_long_for_a_datagram_is_asked_for_by_TCP()
    {
        byte[][] records = [.. Enumerable.Range(0, 1000).Select(i => DnsBytes.TxtRecord($"{i}: a text of some length"))];
        await using var server = new FakeNameServer(query => query.IsTcp ? query.Reply(records) : query.Reply(Truncated));

        DnsReply reply = await ClientOf(server.Address).AskAsync(Question, new Deadline(TestLimits.Hang, TimeProvider.System), Token);

        Assert.Equal(1000, reply.RecordsOf<DnsRecord.Txt>(Question.Name).Count);
        Assert.Equal([false, true], server.Queries.Select(query => query.IsTcp));
    }

    [Fact]
    public async Task Answer_cut_short_by_TCP_too_is_no_answer()
    {
        await using var server = new FakeNameServer(query => query.Reply(Truncated));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => AskAsync(server));

        Assert.Contains("malformed answer from the name server 127.0.0.1 (it is cut short)", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_to_another_question_by_TCP_is_no_answer()
    {
        await using var server = new FakeNameServer(query => query.IsTcp
            ? DnsBytes.Reply((ushort)(query.Id ^ 1), query.Name, query.Type, [])
            : query.Reply(Truncated));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => AskAsync(server));

        Assert.Contains("it answers another question", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_name_is_an_answer_and_not_asked_of_the_next_server()
    {
        await using var server = new FakeNameServer(query => query.Reply(NoSuchName));
        await using var next = new FakeNameServer(Good);

        DnsReply reply = await ClientOf(server.Address, next.Address)
            .AskAsync(Question, new Deadline(TestLimits.Hang, TimeProvider.System), Token);

        Assert.Equal(DnsCode.NoSuchName, reply.Code);
        Assert.Empty(next.Queries);
    }

    [Theory]
    [InlineData(ServerFailure)]
    [InlineData(Refused)]
    public async Task Server_that_fails_is_followed_by_the_next(ushort flags)
    {
        await using var failing = new FakeNameServer(query => query.Reply(flags));
        await using var next = new FakeNameServer(Good);

        Assert.Equal("good", await AskAsync(failing, next));
    }

    [Fact]
    public async Task Malformed_answer_is_followed_by_the_next_server()
    {
        await using var failing = new FakeNameServer(query => query.Reply([0xc0, 0xff]));
        await using var next = new FakeNameServer(Good);

        Assert.Equal("good", await AskAsync(failing, next));
    }

    [Fact]
    public async Task Port_where_nobody_listens_is_followed_by_the_next_server()
    {
        IPEndPoint nobody;
        await using (var server = new FakeNameServer(Good))
        {
            nobody = server.Address;
        }

        await using var next = new FakeNameServer(Good);
        DnsReply reply = await ClientOf(nobody, next.Address)
            .AskAsync(Question, new Deadline(TestLimits.Hang, TimeProvider.System), Token);

        Assert.Equal("good", TextOf(reply));
    }

    [Fact]
    public async Task Silent_server_has_two_seconds_and_is_asked_last_from_then_on()
    {
        var time = new ManualTime();
        await using var silent = new FakeNameServer(_ => Array.Empty<byte[]>());
        await using var next = new FakeNameServer(Good);
        DnsClient client = ClientOf(silent.Address, next.Address);
        Task<DnsReply> asking = client.AskAsync(Question, new Deadline(TimeSpan.FromSeconds(60), time), Token);
        await silent.ReceivedAsync();

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("good", TextOf(await asking.WaitAsync(TestLimits.Hang, Token)));
        await client.AskAsync(Question, new Deadline(TestLimits.Hang, time), Token).WaitAsync(TestLimits.Hang, Token);
        Assert.Single(silent.Queries);
    }

    [Fact]
    public async Task Silent_server_leaves_time_for_the_others_and_for_connecting()
    {
        var time = new ManualTime();
        await using var silent = new FakeNameServer(_ => Array.Empty<byte[]>());
        await using var next = new FakeNameServer(Good);
        Task<DnsReply> asking = ClientOf(silent.Address, next.Address).AskAsync(Question, new Deadline(TimeSpan.FromSeconds(5), time), Token);
        await silent.ReceivedAsync();

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("good", TextOf(await asking.WaitAsync(TestLimits.Hang, Token)));
    }

    [Fact]
    public async Task Lost_datagram_is_sent_again()
    {
        var time = new ManualTime();
        int questions = 0;
        await using var server = new FakeNameServer(query => questions++ == 0 ? null : Good(query));
        Task<DnsReply> asking = ClientOf(server.Address).AskAsync(Question, new Deadline(TimeSpan.FromSeconds(5), time), Token);
        await server.ReceivedAsync();

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("good", TextOf(await asking.WaitAsync(TestLimits.Hang, Token)));
    }

    [Fact]
    public async Task Old_server_is_asked_without_what_it_does_not_know()
    {
        await using var server = new FakeNameServer(query => query.MaxDatagramBytes is null ? Good(query) : query.Reply(FormatError));

        Assert.Equal("good", await AskAsync(server));
        Assert.Equal([1232, null], server.Queries.Select(query => query.MaxDatagramBytes));
    }

    [Fact]
    public async Task Failure_names_the_question_and_the_server()
    {
        await using var server = new FakeNameServer(query => query.Reply(ServerFailure));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => AskAsync(server));

        Assert.Equal(
            "looking up a.example.com (mongodb+srv://) was refused by the name server 127.0.0.1 (it failed itself); "
                + "check the network and /etc/resolv.conf",
            thrown.Message);
        Assert.Equal(2, server.Queries.Count);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_as_cancelled()
    {
        await using var server = new FakeNameServer(_ => Array.Empty<byte[]>());
        using var cancel = new CancellationTokenSource();
        Task<DnsReply> asking = ClientOf(server.Address).AskAsync(Question, new Deadline(TestLimits.Hang, new ManualTime()), cancel.Token);
        await server.ReceivedAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.WaitAsync(TestLimits.Hang, Token));
    }

    private static byte[]? Good(FakeDnsQuery query) => query.Reply(DnsBytes.TxtRecord("good"));

    private static DnsClient ClientOf(params IPEndPoint[] servers) => new(() => servers);

    private static async Task<string> AskAsync(params FakeNameServer[] servers) => TextOf(
        await ClientOf([.. servers.Select(server => server.Address)])
            .AskAsync(Question, new Deadline(TestLimits.Hang, TimeProvider.System), Token));

    private static string TextOf(DnsReply reply) => Assert.Single(reply.RecordsOf<DnsRecord.Txt>(Question.Name)).Value;
}
