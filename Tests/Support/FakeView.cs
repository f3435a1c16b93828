using System.Collections.Concurrent;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A view that writes down what the loop does with it, and does what the test says.</summary>
internal sealed class FakeView : IMonitorView
{
    private readonly ConcurrentQueue<string> _log = [];
    private readonly ConcurrentQueue<SourceRequest> _requests = [];
    private int _draws;

    /// <summary>What happened, in order: <c>draw</c>, <c>key q</c>, <c>count 7</c>, <c>tick</c>, ...</summary>
    public string[] Log => [.. _log];

    public int Draws => Volatile.Read(ref _draws);

    /// <summary>Documents of the last CountRead that was drawn.</summary>
    public long Drawn { get; private set; }

    /// <summary>Documents of the last CountRead that was applied.</summary>
    public long Applied { get; private set; }

    public TimeSpan? NextTickAt { get; set; }

    /// <summary>A tick leaves the next one due, as a view does that forgets to take note of it.</summary>
    public bool ForgetsTicks { get; set; }

    /// <summary>Whether a source event changes the picture.</summary>
    public Func<SourceEvent, bool> Change { get; set; } = _ => true;

    /// <summary>Whether the output takes a frame.</summary>
    public Func<bool> TakesFrame { get; set; } = () => true;

    /// <summary>Whether the process is in the foreground after a suspension.</summary>
    public Func<bool> ReturnsToForeground { get; set; } = () => true;

    /// <summary>Whether the process is in the foreground when others continued it.</summary>
    public Func<bool> IsInForeground { get; set; } = () => true;

    /// <summary>What else happens when a source event is applied.</summary>
    public Action<SourceEvent> Applying { get; set; } = _ => { };

    public void Ask(SourceRequest request) => _requests.Enqueue(request);

    public bool Apply(SourceEvent sourceEvent, Moment now)
    {
        Applying(sourceEvent);
        if (sourceEvent is SourceEvent.CountRead count)
        {
            Applied = count.Documents;
            _log.Enqueue($"count {count.Documents}");
        }

        return Change(sourceEvent);
    }

    public ViewResponse Apply(TerminalInput input, Moment now)
    {
        if (input is TerminalInput.HangUp)
        {
            return ViewResponse.HangUp;
        }

        Key key = ((TerminalInput.Key)input).Value;
        _log.Enqueue($"key {key.Rune}");
        return key == Key.Of('q') ? ViewResponse.Quit : key == Key.Of('r') ? ViewResponse.Redraw : ViewResponse.None;
    }

    public bool Tick(Moment now)
    {
        NextTickAt = ForgetsTicks ? NextTickAt : null;
        _log.Enqueue("tick");
        return true;
    }

    public bool TryTakeRequest(out SourceRequest? request) => _requests.TryDequeue(out request);

    public void Invalidate() => _log.Enqueue("invalidate");

    public bool Draw()
    {
        _log.Enqueue("draw");
        Drawn = Applied;
        Interlocked.Increment(ref _draws);
        return TakesFrame();
    }

    public void LeaveToStop() => _log.Enqueue("leave");

    public bool Suspend()
    {
        _log.Enqueue("suspend");
        return ReturnsToForeground();
    }

    public bool Continue()
    {
        _log.Enqueue("continue");
        return IsInForeground();
    }
}
