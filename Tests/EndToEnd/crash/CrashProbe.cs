using System.Threading.Channels;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.CrashProbe;

/// <summary>
/// The product's own composition root, given a source with a defect: the way out of the terminal after an exception cannot be
/// provoked from outside in a program that has none. The argument says where the exception is thrown.
/// </summary>
internal sealed class CrashProbe(string place) : IEventSource
{
    public async Task RunAsync(
        Func<SourceEvent, bool> publish, ChannelReader<SourceRequest> requests, CancellationToken cancellation)
    {
        // After the first frame, which is what has to be taken back.
        await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
        switch (place)
        {
            case "source":
                throw new InvalidOperationException("secret text of an exception");
            case "loop":
                publish(new SourceEvent.NewestRead(null!));
                break;
            case "thread":
                new Thread(() => throw new InvalidOperationException("secret text of an exception")).Start();
                break;
            default:
                throw new ArgumentException("source, loop or thread");
        }

        await Task.Delay(Timeout.Infinite, cancellation);
    }

    private static int Main(string[] arguments)
    {
        using Terminal terminal = Terminal.TryOpen(new TerminalOptions(), out string problem)
            ?? throw new InvalidOperationException(problem);
        var dashboard = new DashboardOptions
        {
            Refresh = TimeSpan.FromSeconds(2),
            Limit = 10,
            History = 10,
            FindTimeZone = () => TimeZoneInfo.Utc,
            StoreName = "none",
        };
        return Program.RunOn(terminal, new Composition([new CrashProbe(arguments[0])], dashboard, []));
    }
}
