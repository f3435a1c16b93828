using System.Runtime.InteropServices;

namespace TraceLlm.Monitor;

/// <summary>
/// Turns signals into events of the main loop. The loop answers at once; should it ever hang, a signal that ends the process still
/// restores the terminal and ends it.
/// </summary>
internal sealed class ProcessSignals : IDisposable
{
    /// <summary>How long the main loop may take to end the process by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly EventQueue _queue;
    private readonly Action<int> _endNow;
    private readonly ManualResetEventSlim _isEnding = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="queue">Where the events go.</param>
    /// <param name="endNow">The last resort: restores the terminal and ends the process with an exit code.</param>
    public ProcessSignals(EventQueue queue, Action<int> endNow)
    {
        (_queue, _endNow) = (queue, endNow);
        Register(PosixSignal.SIGINT, () => Stop(ExitCode.Success));
        Register(PosixSignal.SIGTERM, () => Stop(ExitCode.Terminated));
        Register(PosixSignal.SIGHUP, () => Stop(ExitCode.HangUp));
        Register(PosixSignal.SIGQUIT, () => Stop(ExitCode.Quit));
        Register(PosixSignal.SIGTSTP, () => queue.Publish(new MonitorEvent.Suspend()));
        Register(PosixSignal.SIGCONT, () => queue.Publish(new MonitorEvent.Continued()));
        Register(PosixSignal.SIGWINCH, () => queue.Publish(new MonitorEvent.Resized()));
    }

    /// <summary>The main loop has ended: the process is on its way out.</summary>
    public void MarkEnding() => _isEnding.Set();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        // Not _isEnding: a second Ctrl+C may still be waiting for it on a thread of its own.
    }

    private void Register(PosixSignal signal, Action handle) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        handle();
    }));

    private void Stop(int exitCode)
    {
        _queue.Publish(new MonitorEvent.Stop(exitCode));
        if (!_isEnding.Wait(Patience))
        {
            _endNow(exitCode);
        }
    }
}
