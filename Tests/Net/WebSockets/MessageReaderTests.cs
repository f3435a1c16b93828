using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using TraceLlm.Monitor.Net.WebSockets;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net.WebSockets;

public sealed class MessageReaderTests : IAsyncLifetime
{
    private readonly SocketPair _pair = new();
    private MessageReader _reader = null!;

    public async ValueTask InitializeAsync()
    {
        await _pair.OpenAsync();
        var writer = new FrameWriter(_pair.Client, masks: true, maxWaiting: 4, BoundedChannelFullMode.DropOldest);
        _reader = new MessageReader(_pair.Client, default, isServer: false, writer, new ManualTime());
    }

    public ValueTask DisposeAsync()
    {
        _pair.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Frames_are_joined_to_one_message()
    {
        string text = new('x', 100_000);
        Task sending = _pair.SendAsync(Encoding.UTF8.GetBytes(text), frameBytes: 777);

        Assert.Equal(text, await TextAsync());
        await sending;
    }

    [Fact]
    public async Task Empty_message_is_a_message()
    {
        await _pair.SendAsync([], frameBytes: 1);

        Assert.Equal("", await TextAsync());
    }

    [Theory]
    [InlineData(MessageBuffer.MaxMessageBytes, MessageBuffer.MaxMessageBytes)]
    [InlineData(MessageBuffer.MaxMessageBytes, 1_000_000)]
    public async Task Message_of_exactly_the_cap_is_read(int messageBytes, int frameBytes)
    {
        Task sending = _pair.SendAsync(Filled(messageBytes), frameBytes);

        Assert.Equal(messageBytes, (await ReadAsync()).Text.Length);
        await sending;
    }

    [Theory]
    [InlineData(MessageBuffer.MaxMessageBytes + 1, MessageBuffer.MaxMessageBytes + 1)]
    [InlineData(MessageBuffer.MaxMessageBytes + 1, 1_000_000)]
    [InlineData(50_000_000, 50_000_000)]
    public async Task Message_above_the_cap_is_skipped_and_the_next_one_is_read(int messageBytes, int frameBytes)
    {
        Task sending = _pair.SendAsync(Filled(messageBytes), frameBytes);

        Assert.Equal(ReceivedKind.Oversized, (await ReadAsync()).Kind);
        await sending;
        Assert.InRange(_reader.BufferBytes, 0, MessageBuffer.MaxMessageBytes + 8192);
        await _pair.SendAsync("next"u8.ToArray(), frameBytes: 100);
        Assert.Equal("next", await TextAsync());
    }

    [Fact]
    public async Task Buffer_shrinks_back_after_a_large_message()
    {
        int before = _reader.BufferBytes;
        Task sending = _pair.SendAsync(Filled(5_000_000), frameBytes: 5_000_000);
        await ReadAsync();
        await sending;
        Assert.InRange(_reader.BufferBytes, 5_000_000, 16_000_000);

        await _pair.SendAsync("next"u8.ToArray(), frameBytes: 100);
        await ReadAsync();

        Assert.InRange(_reader.BufferBytes, before, 64 * 1024);
    }

    [Fact]
    public async Task Binary_message_is_read_to_its_end_without_being_kept()
    {
        Task sending = _pair.SendAsync(Filled(1_000_000), 10_000, WebSocketMessageType.Binary);

        Assert.Equal(ReceivedKind.Binary, (await ReadAsync()).Kind);
        await sending;
        Assert.InRange(_reader.BufferBytes, 0, 64 * 1024);
    }

    [Fact]
    public async Task Close_frame_is_told()
    {
        await _pair.Server.CloseOutputAsync(
            WebSocketCloseStatus.EndpointUnavailable, null, TestContext.Current.CancellationToken);

        Assert.Equal(ReceivedKind.Closed, (await ReadAsync()).Kind);
        Assert.Equal((ushort)WebSocketCloseStatus.EndpointUnavailable, _reader.PeerCloseCode);
        Assert.Equal((ushort)WebSocketCloseStatus.EndpointUnavailable, _reader.CloseAnswer);
    }

    [Fact]
    public async Task Every_arrival_of_bytes_is_counted()
    {
        int before = _reader.ReceivedCount;
        await _pair.SendAsync("text"u8.ToArray(), frameBytes: 100);
        await ReadAsync();

        Assert.NotEqual(before, _reader.ReceivedCount);
    }

    private async Task<string> TextAsync()
    {
        ReceivedMessage message = await ReadAsync();
        Assert.Equal(ReceivedKind.Text, message.Kind);
        return Encoding.UTF8.GetString(message.Text.Span);
    }

    private Task<ReceivedMessage> ReadAsync() =>
        _reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TestLimits.Hang);

    private static byte[] Filled(int count)
    {
        byte[] bytes = new byte[count];
        bytes.AsSpan().Fill((byte)'x');
        return bytes;
    }
}
