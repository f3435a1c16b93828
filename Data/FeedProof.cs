namespace TraceLlm.Monitor.Data;

/// <summary>
/// Whether the feed announces what is stored. A connected WebSocket may be silent about traces (the backend broadcasts only what
/// it saves itself), so it is trusted only after 20 announced traces and 10 polls running that found nothing unannounced; one
/// unannounced trace takes the trust away for an hour.
/// </summary>
internal sealed class FeedProof
{
    private const int AnnouncementsNeeded = 20;
    private const int CleanPollsNeeded = 10;

    /// <summary>Polled traces that wait for their broadcast at most; beyond it the feed is plainly not announcing.</summary>
    private const int MaxPending = 4096;

    /// <summary>Announcements remembered, so that a poll that is later than its broadcast finds it.</summary>
    private const int MaxAnnounced = 8192;

    private static readonly TimeSpan AnnouncementDelay = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Distrust = TimeSpan.FromHours(1);

    private readonly Dictionary<TraceKey, TimeSpan> _pending = [];
    private readonly HashSet<TraceKey> _announced = [];
    private readonly Queue<TraceKey> _announcedOrder = [];

    private bool _isConnected;
    private bool _hasBaseline;
    private bool _foundUnannounced;
    private int _announcements;
    private int _cleanPolls;
    private TimeSpan _distrustedUntil;
    private TimeSpan _nextVerdictAt = TimeSpan.MaxValue;

    /// <summary>Polling may slow down: the feed tells of everything.</summary>
    public bool IsProven { get; private set; }

    /// <summary>When <see cref="Tick"/> has something to decide; null when not.</summary>
    public TimeSpan? NextVerdictAt => _nextVerdictAt == TimeSpan.MaxValue ? null : _nextVerdictAt;

    /// <summary>The proof is per connection: it starts anew.</summary>
    public void SetConnected(bool isConnected)
    {
        if (_isConnected == isConnected)
        {
            return;
        }

        _isConnected = isConnected;
        _hasBaseline = false;
        _announcements = 0;
        _cleanPolls = 0;
        IsProven = false;
        ForgetPending();
        _announced.Clear();
        _announcedOrder.Clear();
    }

    /// <summary>A broadcast arrived.</summary>
    public void Announce(TraceKey trace)
    {
        _announcements++;
        _pending.Remove(trace);
        if (!_announced.Add(trace))
        {
            return;
        }

        _announcedOrder.Enqueue(trace);
        if (_announcedOrder.Count > MaxAnnounced)
        {
            _announced.Remove(_announcedOrder.Dequeue());
        }
    }

    /// <summary>A poll handed out a document that the store did not have before.</summary>
    public void FindStored(TraceKey trace, TimeSpan now)
    {
        if (!_isConnected || !_hasBaseline || _announced.Contains(trace) || _pending.Count == MaxPending)
        {
            return;
        }

        _pending.TryAdd(trace, now + AnnouncementDelay);
        _nextVerdictAt = Min(_nextVerdictAt, now + AnnouncementDelay);
    }

    /// <summary>A poll is complete. The first on a connection is its baseline: what it found was stored before.</summary>
    public void FinishPoll(TimeSpan now)
    {
        if (!_isConnected)
        {
            return;
        }

        if (_hasBaseline)
        {
            _cleanPolls = _foundUnannounced ? 0 : _cleanPolls + 1;
            _foundUnannounced = false;
        }

        _hasBaseline = true;
        Tick(now);
    }

    /// <summary>Decides on what waited long enough.</summary>
    public void Tick(TimeSpan now)
    {
        if (now >= _nextVerdictAt)
        {
            Judge(now);
        }

        bool hasEvidence = _announcements >= AnnouncementsNeeded && _cleanPolls >= CleanPollsNeeded && _pending.Count == 0;
        IsProven = _isConnected && now >= _distrustedUntil && (IsProven || hasEvidence);
    }

    private void Judge(TimeSpan now)
    {
        _nextVerdictAt = TimeSpan.MaxValue;
        foreach ((TraceKey trace, TimeSpan deadline) in _pending)
        {
            if (deadline > now)
            {
                _nextVerdictAt = Min(_nextVerdictAt, deadline);
                continue;
            }

            // Removing while enumerating is allowed for Dictionary.
            _pending.Remove(trace);
            _foundUnannounced = true;
            _cleanPolls = 0;
            if (IsProven)
            {
                IsProven = false;
                _distrustedUntil = now + Distrust;
            }
        }
    }

    private void ForgetPending()
    {
        _pending.Clear();
        _foundUnannounced = false;
        _nextVerdictAt = TimeSpan.MaxValue;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
