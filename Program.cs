using System.Diagnostics;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Runtime;
using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor;

/// <summary>The composition root: options, terminal, sources, view, loop, exit code; and the last chance to restore the terminal.</summary>
internal static class Program
{
    /// <summary>Source events that wait for the main loop at most.</summary>
    private const int MaxWaitingEvents = 4096;

    /// <summary>After this the monitor is connected or waits for that.</summary>
    private static readonly TimeSpan StartLength = TimeSpan.FromSeconds(5);

    /// <summary>How often unused pages are given back: about a millisecond of work each time.</summary>
    private static readonly TimeSpan ReleaseInterval = TimeSpan.FromSeconds(15);

    private static int Main(string[] arguments)
    {
        switch (CommandLine.Parse(arguments, Environment.GetEnvironmentVariable, "."))
        {
            case CommandLineResult.Print print:
                ConsoleText.Print(print.Text);
                return ExitCode.Success;
            case CommandLineResult.UsageError error:
                ConsoleText.PrintErrorLine(error.Line);
                return ExitCode.Usage;
            case CommandLineResult.Run run:
                return Run(run);
            default:
                throw new UnreachableException();
        }
    }

    private static int Run(CommandLineResult.Run run)
    {
        MonitorOptions options = run.Options;
        LibraryTimeZone.Align(options.TimeZone);
        SocketCompletions.RunInline();
        Composition composition;
        try
        {
            composition = Composition.Of(options, TimeProvider.System);
        }
        catch (MongoUriException exception)
        {
            ConsoleText.PrintErrorLine($"tracellm: {options.MongoUrlOrigin}: {exception.Message}");
            return ExitCode.Usage;
        }

        TerminalOptions terminalOptions = TerminalOptions.FromEnvironment(
            Environment.GetEnvironmentVariable, options.Color, options.TextMode);
        using Terminal? terminal = Terminal.TryOpen(terminalOptions, out string problem);
        if (terminal is null)
        {
            ConsoleText.PrintErrorLine($"tracellm: {problem}");
            return ExitCode.Usage;
        }

        int exitCode = RunOn(terminal, composition);
        PrintAfterwards(exitCode, [.. run.Warnings, .. composition.Warnings], options.ExposesPassword);
        return exitCode;
    }

    /// <summary>Runs on a terminal, and gives it back whatever happens.</summary>
    internal static int RunOn(Terminal terminal, Composition composition)
    {
        var queue = new EventQueue(MaxWaitingEvents);
        AppDomain.CurrentDomain.UnhandledException += (_, args) => CrashNow(terminal, args.ExceptionObject);
        using var signals = new ProcessSignals(queue, exitCode => EndNow(terminal, exitCode));
        var heapTrim = new HeapTrim();
        var loop = new MonitorLoop(
            new TerminalView(terminal, composition.Dashboard), composition.Sources, queue, TimeProvider.System)
        {
            Drawn = now => heapTrim.Run(now.Monotonic),
        };
        using var releasing = new Timer(static _ => UnusedPages.Release(), null, StartLength, ReleaseInterval);
        int exitCode;
        object? crash = null;
        try
        {
            terminal.Enter();
            terminal.StartInput(input => queue.PublishInput(new MonitorEvent.Input(input)));
            exitCode = loop.RunAsync().GetAwaiter().GetResult();
        }
        catch (Exception exception)
        {
            crash = exception;
            exitCode = ExitCode.Crash;
        }

        signals.MarkEnding();
        terminal.Leave();
        if (crash is not null)
        {
            PrintCrash(crash);
        }

        loop.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return exitCode;
    }

    /// <summary>Names the defect; no text of an exception is shown, it may hold what was received.</summary>
    private static void PrintCrash(object exception)
    {
        object cause = exception is SourceCrashedException { InnerException: { } inner } ? inner : exception;
        ConsoleText.PrintErrorLine($"tracellm: stopped by a defect of its own ({cause.GetType().Name}); please report it");
    }

    /// <summary>The terminal first: what is printed on the alternate screen is lost with it.</summary>
    private static void CrashNow(Terminal terminal, object exception)
    {
        terminal.Leave();
        PrintCrash(exception);
        EndNow(terminal, ExitCode.Crash);
    }

    private static void EndNow(Terminal terminal, int exitCode)
    {
        terminal.Leave();
        Environment.Exit(exitCode);
    }

    private static void PrintAfterwards(int exitCode, IReadOnlyList<string> warnings, bool exposesPassword)
    {
        if (exitCode == ExitCode.Success)
        {
            ConsoleText.PrintLine(ConsoleText.Stopped);
        }

        foreach (string warning in warnings)
        {
            ConsoleText.PrintErrorLine($"tracellm: {warning}");
        }

        if (exposesPassword)
        {
            ConsoleText.PrintErrorLine(ConsoleText.PasswordAdvice);
        }
    }
}
