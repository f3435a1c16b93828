using System.Globalization;
using System.Text;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// What went wrong and what to do about it, the gravest first, each advice below what it is about. Made anew only when something of
/// it changes, so that a frame allocates nothing.
/// </summary>
internal sealed class NoticeList(DashboardOptions options)
{
    /// <summary>How a store's error says what to do, behind its last semicolon: the line of advice says it too.</summary>
    private static readonly string[] AdviceBeginnings = ["check ", "is MongoDB running"];

    private static readonly (DiagnosticArea Area, string What)[] Counted =
    [
        (DiagnosticArea.MalformedMessages, "unreadable messages"),
        (DiagnosticArea.OversizedMessages, "oversized messages"),
        (DiagnosticArea.DroppedTraces, "late traces (read from the store)"),
        (DiagnosticArea.SkippedDocuments, "skipped (too fast for the REST API)"),
    ];

    private (SourceStatus? Store, SourceStatus? Feed, int? RetrySeconds, long Counts) _madeOf;
    private Notice[] _notices = [];

    /// <summary>None when all is well.</summary>
    public IReadOnlyList<Notice> Of(DashboardState state)
    {
        TraceBook book = state.Book;
        var madeOf = (book.Store, book.Feed, state.StoreRetrySeconds, CountsOf(book));
        if (madeOf != _madeOf)
        {
            _madeOf = madeOf;
            _notices = [.. Make(state)];
        }

        return _notices;
    }

    private IEnumerable<Notice> Make(DashboardState state)
    {
        if (state.Book.Store.Error is { } error)
        {
            yield return StoreError(state, error);
            if (!options.IsDemo)
            {
                yield return StoreAdvice(state);
            }
        }

        // Not while the first attempt is under way, nor on the way back from a suspension.
        if (state.Book.Feed.State is SourceState.Unavailable or SourceState.Reconnecting)
        {
            yield return BackendNotice(state.Book.Feed);
        }

        if (_madeOf.Counts > 0)
        {
            string counts = CountsText(state.Book);
            yield return new Notice(NoticeKind.Caution, counts, counts);
        }
    }

    private static Notice StoreError(DashboardState state, string error)
    {
        int end = error.LastIndexOf("; ", StringComparison.Ordinal);
        bool endsInAdvice = end > 0 && Array.Exists(AdviceBeginnings, beginning => error.AsSpan(end + 2).StartsWith(beginning));
        string tail = state.StoreRetrySeconds is > 0 and var seconds
            ? string.Create(CultureInfo.InvariantCulture, $"; will retry in {seconds}s")
            : "; retrying now";
        return new Notice(NoticeKind.Error, $"DB poll error: {error}", $"DB poll error: {(end > 0 ? error[..end] : error)}", tail, endsInAdvice);
    }

    private Notice StoreAdvice(DashboardState state)
    {
        if (state.IsBackendStoreDown)
        {
            return new Notice(
                NoticeKind.Advice,
                $"Check the backend at {options.BackendAddress}, or name its database in MONGO_URL",
                "Check the backend, or set MONGO_URL");
        }

        string standIn = state.Book.Store.IsStandIn ? $"; {state.StoreName} stands in" : "";
        return new Notice(
            NoticeKind.Advice, $"Check MongoDB and MONGO_URL ({options.StoreAddress}){standIn}", $"Check MongoDB and MONGO_URL{standIn}");
    }

    private Notice BackendNotice(SourceStatus feed)
    {
        if (options.IsDemo)
        {
            return new Notice(NoticeKind.Advice, "This outage is part of the demo: it ends by itself", "This outage is part of the demo");
        }

        return feed.Fault switch
        {
            // To start a backend is of no use where the reason lies with this machine, or with the one that runs.
            SourceFault.ThisMachine or SourceFault.OtherEnd =>
                new Notice(NoticeKind.Caution, $"WebSocket: {feed.Error}", $"WebSocket: {feed.Error}"),
            SourceFault.HostName =>
                new Notice(NoticeKind.Caution, $"No backend: {feed.Error}; check --ws-host", "No backend: its host is not known"),
            _ => new Notice(
                NoticeKind.Advice,
                $"No backend at {options.BackendAddress}: run \"tracellm start\", or give --ws-port",
                "No backend: run \"tracellm start\"",
                Reason: feed.Error),
        };
    }

    private static long CountsOf(TraceBook book)
    {
        long sum = 0;
        foreach ((DiagnosticArea area, _) in Counted)
        {
            sum += book.Diagnostics(area);
        }

        return sum;
    }

    private static string CountsText(TraceBook book)
    {
        var text = new StringBuilder("Left out:");
        foreach ((DiagnosticArea area, string what) in Counted)
        {
            if (book.Diagnostics(area) is > 0 and var count)
            {
                text.Append(CultureInfo.InvariantCulture, $" {count:N0} {what}.");
            }
        }

        return text.ToString();
    }
}
