using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using TraceLlm.Monitor.Net;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>The backend's side of one WebSocket.</summary>
internal sealed class TestBackendClient(WebSocket socket)
{
    private readonly Channel<string> _received = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource<WebSocketCloseStatus?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>False: pings are read and left unanswered, as by a peer that is gone.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>Ends with the status of the client's close frame, or null when the connection just ended.</summary>
    public Task<WebSocketCloseStatus?> EndedAsync => _ended.Task.WaitAsync(TestLimits.Hang);

    /// <summary>Whether something has come that was not taken yet.</summary>
    public bool HasReceived => _received.Reader.Count > 0;

    public Task<string> ReceivedAsync() => _received.Reader.ReadAsync().AsTask().WaitAsync(TestLimits.Hang);

    public Task SendAsync(string message) => SendAsync(Encoding.UTF8.GetBytes(message), true);

    public Task SendAsync(byte[] message, bool endOfMessage, WebSocketMessageType type = WebSocketMessageType.Text) =>
        socket.SendAsync(message, type, endOfMessage, TestContext.Current.CancellationToken);

    /// <summary>Sends one message cut into frames of so many bytes.</summary>
    public async Task SendFragmentedAsync(string message, int frameBytes)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(message);
        for (int index = 0; index < bytes.Length; index += frameBytes)
        {
            int end = Math.Min(index + frameBytes, bytes.Length);
            await SendAsync(bytes[index..end], end == bytes.Length);
        }
    }

    public Task CloseAsync(WebSocketCloseStatus status) =>
        socket.CloseOutputAsync(status, null, TestContext.Current.CancellationToken);

    /// <summary>Ends the connection without a word.</summary>
    public void Abort() => socket.Abort();

    /// <summary>Reads until the client leaves.</summary>
    public async Task RunAsync(bool answersPings)
    {
        AnswersPings = answersPings;
        try
        {
            await ReadAsync();
        }
        catch (Exception e) when (e is WebSocketException || FeedConnection.IsConnectionFailure(e))
        {
            // The client left, or the test ended the connection.
        }
        finally
        {
            _ended.TrySetResult(socket.CloseStatus);
        }
    }

    private static string Pong(string ping) =>
        ping.Replace("ping", "system.pong", StringComparison.Ordinal).Replace("ts", "timestamp", StringComparison.Ordinal);

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            WebSocketReceiveResult message = await socket.ReceiveAsync(buffer, CancellationToken.None);
            if (message.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            string text = Encoding.UTF8.GetString(buffer, 0, message.Count);
            if (AnswersPings && text.StartsWith("""{"type":"ping","ts":""", StringComparison.Ordinal))
            {
                await SendAsync(Pong(text));
            }

            _received.Writer.TryWrite(text);
        }
    }
}
