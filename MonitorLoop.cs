using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Runtime;
using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor;

/// <summary>
/// The single consumer: drains the queue, applies, draws when something changed and a frame is due, sleeps. Sources run as tasks of
/// their own and are reached through mailboxes; everything else happens here, so state needs no lock.
/// </summary>
/// <param name="view">State and output.</param>
/// <param name="sources">Started by <see cref="RunAsync"/>, after the first frame.</param>
/// <param name="queue">What comes in.</param>
/// <param name="time">Clock and timers.</param>
internal sealed class MonitorLoop(IMonitorView view, IReadOnlyList<IEventSource> sources, EventQueue queue, TimeProvider time)
    : IAsyncDisposable
{
    /// <summary>Applied before a frame is drawn, however many wait.</summary>
    private const int InputPerRound = 64, SourceEventsPerRound = 256;

    /// <summary>60 frames per second at most.</summary>
    private static readonly TimeSpan FrameInterval = TimeSpan.FromTicks(TimeSpan.TicksPerSecond / 60);

    /// <summary>How long sources may take to close their connections before the process stops (Ctrl+Z).</summary>
    private static readonly TimeSpan SuspendPatience = TimeSpan.FromMilliseconds(250);

    /// <summary>How long sources may take to end; a name lookup cannot be cancelled.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromMilliseconds(20);

    private readonly List<RequestMailbox> _requests = [];
    private readonly List<Task> _running = [];
    private readonly HashSet<SourceKind> _suspended = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly SleepDetector _sleep = new(Moment.Of(time));

    private bool _isDirty = true;
    private bool _isOutputBlocked;
    private TimeSpan _nextFrameAt;
    private TimeSpan? _suspendAt;
    private int? _exitCode;

    /// <summary>Called after each frame: nothing is waited for then.</summary>
    public Action<Moment>? Drawn { get; init; }

    /// <summary>Runs until the user leaves or is made to. The sources run on, until <see cref="DisposeAsync"/>.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="SourceCrashedException">A source ended by itself.</exception>
    public async Task<int> RunAsync()
    {
        await using ITimer timer = time.CreateTimer(
            static state => ((EventQueue)state!).Wake(), queue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        DrawWhenDue(Moment.Of(time));
        StartSources();
        while (true)
        {
            Moment now = Moment.Of(time);
            ApplyWaiting(now);
            if (_exitCode is { } exitCode)
            {
                return exitCode;
            }

            PassTime(now);
            RouteRequests();
            DrawWhenDue(now);
            timer.Change(UntilNextWake(now), Timeout.InfiniteTimeSpan);
            await queue.WaitAsync(IsFrameAhead);
        }
    }

    /// <summary>Cancels the sources and waits a moment for them; to be called once the terminal is restored.</summary>
    public async ValueTask DisposeAsync()
    {
        _running.Add(_stop.CancelAsync());

        // However a source ends, too late or by an exception: the process ends all the same, and there is nobody left to tell.
        await Task.WhenAll(_running).WaitAsync(StopPatience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void StartSources()
    {
        foreach (IEventSource source in sources)
        {
            var requests = new RequestMailbox();
            _requests.Add(requests);
            _running.Add(Task.Run(() => RunSourceAsync(source, requests, _stop.Token), CancellationToken.None));
        }
    }

    /// <summary>A source ends only when it is cancelled; anything else is a defect, and ends the program with its reason.</summary>
    private async Task RunSourceAsync(IEventSource source, RequestMailbox requests, CancellationToken stop)
    {
        try
        {
            await source.RunAsync(queue.TryPublish, requests, stop);
            throw new InvalidOperationException("the source ended");
        }
        catch (Exception exception) when (!stop.IsCancellationRequested)
        {
            queue.Publish(new MonitorEvent.Crashed(exception));
        }
    }

    private void ApplyWaiting(Moment now)
    {
        int input = InputPerRound, sourceEvents = SourceEventsPerRound;
        while (_exitCode is null)
        {
            if (queue.TryTakeControl(out MonitorEvent? controlEvent))
            {
                Apply(controlEvent!, now);
            }
            else if (input > 0 && queue.TryTakeInput(out MonitorEvent.Input? taken))
            {
                input--;
                Apply(taken!, now);
            }
            else if (sourceEvents > 0 && queue.TryTakeSource(out SourceEvent? sourceEvent))
            {
                sourceEvents--;
                Apply(sourceEvent!, now);
            }
            else
            {
                break;
            }
        }

        if (input == 0 || sourceEvents == 0)
        {
            // More may wait than one round takes: the next wait must not sleep.
            queue.Wake();
        }
    }

    private void Apply(SourceEvent sourceEvent, Moment now)
    {
        _isDirty |= view.Apply(sourceEvent, now);
        if (_suspendAt is not null && sourceEvent is SourceEvent.StatusChanged { Status.State: SourceState.Suspended } closed)
        {
            _suspended.Add(closed.Status.Source);
        }
    }

    private void Apply(MonitorEvent controlEvent, Moment now)
    {
        switch (controlEvent)
        {
            case MonitorEvent.Input { Value: TerminalInput.OutputReady }:
                _isOutputBlocked = false;
                _isDirty = true;
                break;
            case MonitorEvent.Input input:
                Follow(view.Apply(input.Value, now));
                break;
            case MonitorEvent.Resized:
                view.Invalidate();
                _isDirty = true;
                break;
            case MonitorEvent.Continued when view.Continue():
                EndSuspension();
                break;
            case MonitorEvent.Continued or MonitorEvent.Suspend:
                BeginSuspension(now);
                break;
            case MonitorEvent.Crashed crash:
                throw new SourceCrashedException(crash.Exception);
            case MonitorEvent.Stop stop:
                _exitCode = stop.ExitCode;
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void Follow(ViewResponse response)
    {
        switch (response)
        {
            case ViewResponse.None:
                break;
            case ViewResponse.Redraw:
                _isDirty = true;
                break;
            case ViewResponse.Quit:
                _exitCode = ExitCode.Success;
                break;
            case ViewResponse.HangUp:
                _exitCode = ExitCode.HangUp;
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void PassTime(Moment now)
    {
        if (view.NextTickAt <= now.Monotonic)
        {
            _isDirty |= view.Tick(now);
        }

        if (_sleep.HasSlept(now))
        {
            // The connections may be dead, and nobody told us.
            Request(new SourceRequest.CheckConnection());
        }

        if (_suspendAt is { } deadline && (now.Monotonic >= deadline || _suspended.Count == sources.Count))
        {
            Suspend();
        }
    }

    private void BeginSuspension(Moment now)
    {
        view.LeaveToStop();
        _suspended.Clear();
        _suspendAt ??= now.Monotonic + SuspendPatience;
        Request(new SourceRequest.Suspend());
    }

    /// <summary>Returns when the process is continued.</summary>
    private void Suspend()
    {
        if (!view.Suspend())
        {
            // Continued in the background: look for a request to stop, then suspend again.
            _suspendAt = TimeSpan.Zero;
            return;
        }

        _sleep.Reset(Moment.Of(time));
        EndSuspension();
    }

    private void EndSuspension()
    {
        (_isDirty, _isOutputBlocked) = (true, false);
        if (_suspendAt is not null)
        {
            _suspendAt = null;
            Request(new SourceRequest.Resume());
        }
    }

    private void RouteRequests()
    {
        while (view.TryTakeRequest(out SourceRequest? request))
        {
            Request(request!);
        }
    }

    private void Request(SourceRequest request)
    {
        foreach (RequestMailbox mailbox in _requests)
        {
            mailbox.Post(request);
        }
    }

    private void DrawWhenDue(Moment now)
    {
        if (IsFrameAhead && now.Monotonic >= _nextFrameAt)
        {
            _isOutputBlocked = !view.Draw();
            _isDirty = false;
            _nextFrameAt = now.Monotonic + FrameInterval;
            Drawn?.Invoke(now);
        }
    }

    /// <summary>Something is to be drawn, and the time of it is set.</summary>
    private bool IsFrameAhead => _isDirty && !_isOutputBlocked;

    /// <summary>A tick that is due still, although it was given, waits for the next frame: it must not keep the processor busy.</summary>
    private TimeSpan UntilNextWake(Moment now)
    {
        TimeSpan wake = Earlier(_sleep.NextAt, view.NextTickAt <= now.Monotonic ? now.Monotonic + FrameInterval : view.NextTickAt);
        wake = Earlier(wake, _suspendAt);
        wake = Earlier(wake, IsFrameAhead ? _nextFrameAt : null);
        TimeSpan left = wake - now.Monotonic;
        return left > TimeSpan.Zero ? left.ToWholeMilliseconds() : TimeSpan.Zero;
    }

    private static TimeSpan Earlier(TimeSpan first, TimeSpan? second) => second < first ? second.Value : first;
}
