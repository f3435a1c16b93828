using System.Net.Sockets;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// One connection with one command in flight. Whatever goes wrong (time, cancellation, network, protocol) closes it for good,
/// since what arrives later could be taken for the answer to another command.
/// </summary>
/// <param name="stream">The open byte stream; owned.</param>
/// <param name="address">Who is at its other end, for messages.</param>
/// <param name="compression">What the server is offered; null: nothing.</param>
internal sealed class MongoConnection(Stream stream, string address, CompressionOptions? compression = null) : IDisposable
{
    private readonly BsonWriter _request = new();
    private readonly ReceiveBuffer _reply = new();
    private readonly ReceiveBuffer? _unwrappedReply = compression?.UsesZlib == true ? new ReceiveBuffer() : null;
    private bool _isCompressing;
    private int _requestId;

    /// <summary>Who is at its other end, for messages.</summary>
    public string Address => address;

    /// <summary>The server is offered to compress by zlib.</summary>
    public bool OffersZlib => _unwrappedReply is not null;

    /// <summary>False after a failure.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>The server took up the offer: from now on it gets compressed what may be. What it sends may be compressed at any time
    /// after the offer.</summary>
    public void BeginCompressing() => _isCompressing = true;

    /// <summary>Sends a command and waits for its reply.</summary>
    /// <param name="writeBody">Writes the elements of the command; the document is opened and closed around it.</param>
    /// <param name="deadline">When the whole reply must be there.</param>
    /// <returns>The reply's body document, not read yet; valid until the next command.</returns>
    /// <exception cref="MongoException">The command failed on its way; the connection is closed. An error that the server reports
    /// in its reply is not looked for here.</exception>
    public async Task<ReadOnlyMemory<byte>> ExchangeAsync(
        Action<BsonWriter> writeBody, Deadline deadline, CancellationToken cancellation)
    {
        OpMsg.Begin(_request);
        _request.BeginDocument();
        writeBody(_request);
        _request.End();
        OpMsg.End(_request, ++_requestId);
        bool isDone = false;
        try
        {
            ReadOnlyMemory<byte> body = await deadline.RunAsync(1, SendAndReceiveAsync, cancellation);
            isDone = true;
            return body;
        }
        catch (TimeoutException)
        {
            throw NetworkError.NoAnswer(address, deadline.Limit);
        }
        catch (WireFormatException e)
        {
            throw NetworkError.Malformed(address, e);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            throw NetworkError.Describe(address, e);
        }
        finally
        {
            if (!isDone)
            {
                Dispose();
            }
        }
    }

    public void Dispose()
    {
        IsOpen = false;
        stream.Dispose();
    }

    private async Task<ReadOnlyMemory<byte>> SendAndReceiveAsync(CancellationToken cancellation)
    {
        await stream.WriteAsync(WrapRequest(), cancellation);
        await ReceiveMessageAsync(cancellation);
        ReadOnlyMemory<byte> message = UnwrapReply();
        return message[OpMsg.FindBody(message.Span, _requestId)];
    }

    private ReadOnlyMemory<byte> WrapRequest() => _isCompressing && OpCompressed.MayCompress(_request.Written.Span)
        ? OpCompressed.Wrap(_request.Written.Span, compression?.Level)
        : _request.Written;

    private ReadOnlyMemory<byte> UnwrapReply()
    {
        if (_unwrappedReply is null || !OpCompressed.IsWrapped(_reply.Filled.Span))
        {
            return _reply.Filled;
        }

        OpCompressed.Unwrap(_reply, _unwrappedReply);
        return _unwrappedReply.Filled;
    }

    private async Task ReceiveMessageAsync(CancellationToken cancellation)
    {
        _reply.Clear();
        int messageBytes = OpMsg.HeaderBytes;
        bool isLengthKnown = false;
        while (_reply.Count < messageBytes || !isLengthKnown)
        {
            int received = await stream.ReadAsync(_reply.FreeSpace(messageBytes), cancellation);
            if (received == 0)
            {
                throw NetworkError.ConnectionClosed(address);
            }

            _reply.Advance(received);
            if (!isLengthKnown && _reply.Count >= OpMsg.HeaderBytes)
            {
                messageBytes = OpMsg.ReadMessageLength(_reply.Filled.Span);
                isLengthKnown = true;
            }
        }

        if (_reply.Count > messageBytes)
        {
            throw new WireFormatException("more than one reply came to one request");
        }
    }
}
