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

    /// <summary>Polls that may find what we lost ourselves: one that may be under way, and the one that is asked for.</summary>
    private const int PollsAfterLoss = 2;

    private static readonly TimeSpan AnnouncementDelay = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Distrust = TimeSpan.FromHours(1);

    /// <summary>Traces that a poll found before their broadcast: until when it may follow, and which poll it was.</summary>
    private readonly Dictionary<TraceKey, (TimeSpan Deadline, int Poll)> _pending = [];

    /// <summary>The first traces announced on this connection, as many as are needed.</summary>
    private readonly HashSet<TraceKey> _announced = [];

    private bool _isConnected;
    private int _polls;
    private int _lastUncleanPoll;
    private int _excusedPolls;
    private TimeSpan _distrustedUntil;
    private TimeSpan _nextVerdictAt = TimeSpan.MaxValue;

    /// <summary>Polling may slow down: the feed tells of everything.</summary>
    public bool IsProven { get; private set; }

    /// <summary>When <see cref="Tick"/> has something to decide; null when not.</summary>
    public TimeSpan? NextVerdictAt => _nextVerdictAt == TimeSpan.MaxValue ? null : _nextVerdictAt;

    /// <summary>The first poll on a connection is its baseline: what it found was stored before.</summary>
    private bool HasBaseline => _polls > 0;

    /// <summary>The proof is per connection: it starts anew.</summary>
    public void SetConnected(bool isConnected)
    {
        if (_isConnected == isConnected)
        {
            return;
        }

        _isConnected = isConnected;
        _polls = 0;
        _lastUncleanPoll = 1;
        IsProven = false;
        _announced.Clear();
        _pending.Clear();
        _nextVerdictAt = TimeSpan.MaxValue;
    }

    /// <summary>A broadcast arrived.</summary>
    public void Announce(TraceKey trace)
    {
        _pending.Remove(trace);
        if (_announced.Count < AnnouncementsNeeded)
        {
            _announced.Add(trace);
        }
    }

    /// <summary>Broadcasts arrived that we could not take: what polls find until these are fetched is no evidence, either way.</summary>
    public void Lose()
    {
        _excusedPolls = PollsAfterLoss;
        if (_pending.Count > 0)
        {
            // Nobody can tell any more what was not announced.
            _lastUncleanPoll = Math.Max(_lastUncleanPoll, _polls);
            _pending.Clear();
            _nextVerdictAt = TimeSpan.MaxValue;
        }
    }

    /// <summary>The poll under way handed out a document that the store did not have before and of which no broadcast has arrived.</summary>
    public void FindUnannounced(TraceKey trace, TimeSpan now)
    {
        if (!_isConnected || !HasBaseline || _excusedPolls > 0 || _pending.Count == MaxPending)
        {
            return;
        }

        TimeSpan deadline = now + AnnouncementDelay;
        _pending.TryAdd(trace, (deadline, _polls + 1));
        _nextVerdictAt = Min(_nextVerdictAt, deadline);
    }

    /// <summary>A poll is complete.</summary>
    public void FinishPoll(TimeSpan now)
    {
        if (_isConnected)
        {
            bool isCounted = _excusedPolls == 0 || !HasBaseline;
            _polls += isCounted ? 1 : 0;
            _excusedPolls = Math.Max(_excusedPolls - 1, 0);
            Tick(now);
        }
    }

    /// <summary>Decides on what waited long enough.</summary>
    public void Tick(TimeSpan now)
    {
        if (now >= _nextVerdictAt)
        {
            Judge(now);
        }

        bool hasEvidence = _announced.Count >= AnnouncementsNeeded && _pending.Count == 0
            && _polls - _lastUncleanPoll >= CleanPollsNeeded;
        IsProven = _isConnected && now >= _distrustedUntil && (IsProven || hasEvidence);
    }

    private void Judge(TimeSpan now)
    {
        _nextVerdictAt = TimeSpan.MaxValue;
        foreach ((TraceKey trace, (TimeSpan deadline, int poll)) in _pending)
        {
            if (deadline > now)
            {
                _nextVerdictAt = Min(_nextVerdictAt, deadline);
                continue;
            }

            // Removing while enumerating is allowed for Dictionary.
            _pending.Remove(trace);
            _lastUncleanPoll = Math.Max(_lastUncleanPoll, poll);
            if (IsProven)
            {
                IsProven = false;
                _distrustedUntil = now + Distrust;
            }
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
