namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// What is stored, as a change stream tells it: while one is followed nothing is asked. Where it begins anew, and while there is
/// none, the store is swept as without one (<see cref="ChangeReader"/>), which also knows what was handed out already.
/// </summary>
/// <param name="follower">Follows the stream.</param>
/// <param name="sweeps">Reads what no stream tells.</param>
internal sealed class FollowedChanges(ChangeFollower follower, ChangeReader sweeps)
{
    private string? _lostBecause;

    /// <summary>Stored traces arrive by change stream.</summary>
    public bool IsFollowing { get; private set; }

    /// <summary>Why they do not, for the screen; null while they do, and before it is known.</summary>
    public string? PolledBecause => IsFollowing ? null : _lostBecause;

    public async Task<ChangePage> ReadAsync(ServerFacts facts, CancellationToken cancellation)
    {
        if (follower.Running.IsFaulted)
        {
            await follower.Running; // a defect, which must not stay unseen
        }

        follower.Start();
        List<Trace> stored = TakeNews();
        if (!IsFollowing || !sweeps.IsComplete)
        {
            // What the stream told is swept too, or was.
            ChangePage page = await sweeps.ReadAsync(facts, cancellation);
            return page.MustReanchor ? page : page with { Traces = [.. page.Traces, .. sweeps.TakeNew(stored)] };
        }

        return new ChangePage(sweeps.TakeNew(stored), HasMore: false, MustReanchor: false);
    }

    /// <summary>Nothing is followed until the next read.</summary>
    public void Stop()
    {
        follower.Stop();
        IsFollowing = false;
    }

    private List<Trace> TakeNews()
    {
        List<Trace> stored = [];
        while (follower.News.TryRead(out ChangeNews? news))
        {
            switch (news)
            {
                case ChangeNews.Opened opened:
                    IsFollowing = true;
                    RequireSweepUnless(opened.IsResumed);
                    break;
                case ChangeNews.Stored told:
                    stored.AddRange(told.Traces);
                    break;
                case ChangeNews.Forgotten:
                    sweeps.RequireAnchor();
                    break;
                case ChangeNews.Lost lost:
                    (IsFollowing, _lostBecause) = (false, lost.Reason);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        return stored;
    }

    private void RequireSweepUnless(bool isResumed)
    {
        if (!isResumed)
        {
            sweeps.RequireSweep();
        }
    }
}
