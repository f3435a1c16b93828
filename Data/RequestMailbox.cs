using System.Threading.Channels;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// What the main loop asks of one source and the source has not taken yet. Nothing is dropped: of each kind the latest waits, in the
/// place of the one that it makes needless, so that there are never more than there are kinds.
/// </summary>
/// <remarks>Posted by one task and read by another.</remarks>
internal sealed class RequestMailbox : ChannelReader<SourceRequest>
{
    private readonly Lock _gate = new();
    private readonly List<SourceRequest> _waiting = [];

    /// <summary>Holds its one item exactly while something waits.</summary>
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(1);

    public void Post(SourceRequest request)
    {
        lock (_gate)
        {
            int place = _waiting.FindIndex(waiting => waiting.GetType() == request.GetType());
            if (place < 0)
            {
                _waiting.Add(request);
            }
            else if (request is SourceRequest.Suspend or SourceRequest.Resume)
            {
                // Of these two, the later one decides where the source ends up.
                _waiting.RemoveAt(place);
                _waiting.Add(request);
            }
            else
            {
                _waiting[place] = request;
            }

            _signal.Writer.TryWrite(true);
        }
    }

    public override bool TryRead(out SourceRequest item)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                item = null!;
                return false;
            }

            item = _waiting[0];
            _waiting.RemoveAt(0);
            if (_waiting.Count == 0)
            {
                _signal.Reader.TryRead(out _);
            }

            return true;
        }
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) =>
        _signal.Reader.WaitToReadAsync(cancellationToken);
}
