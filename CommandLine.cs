using System.Reflection;
using TraceLlm.Monitor.Cli;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor;

/// <summary>Turns the arguments, the environment and the file <c>.env</c> into <see cref="MonitorOptions"/>, or says what is wrong.</summary>
internal static class CommandLine
{
    private const int MaxPort = 65535;

    /// <param name="arguments">Without the program's name.</param>
    /// <param name="environment">The process environment: null for a variable that is not set.</param>
    /// <param name="workingDirectory">Where <c>.env</c> is looked for.</param>
    public static CommandLineResult Parse(
        IReadOnlyList<string> arguments, Func<string, string?> environment, string workingDirectory)
    {
        try
        {
            CommandTree tree = new();
            GivenArguments given = GivenArguments.Read(tree, arguments);
            return given.Has(tree.Version) ? new CommandLineResult.Print($"tracellm {Version}\n")
                : given.Has(tree.Help) || !given.HasCommand ? new CommandLineResult.Print(HelpText.Of(tree))
                : ReadOptions(tree, given, new SettingFinder(given, environment, workingDirectory));
        }
        catch (UsageException error)
        {
            return new CommandLineResult.UsageError($"tracellm: {error.Message}");
        }
    }

    /// <summary>Major, minor and patch, as the project file states them.</summary>
    private static string Version => Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    private static CommandLineResult.Run ReadOptions(CommandTree tree, GivenArguments given, SettingFinder settings)
    {
        MonitorOptions defaults = new();
        MonitorOptions options = defaults with
        {
            Refresh = settings.FindFlag(tree.Refresh)?.Seconds() ?? defaults.Refresh,
            Limit = settings.FindFlag(tree.Limit)?.Count(MonitorOptions.MaxLimit) ?? defaults.Limit,
            History = settings.FindFlag(tree.History)?.Count(MonitorOptions.MaxHistory) ?? defaults.History,
            Filter = settings.FindFlag(tree.Filter) is { } filter ? ReadFilter(filter) : defaults.Filter,
            ProjectId = settings.FindFlag(tree.Project)?.Name(),
            Environment = settings.FindFlag(tree.Environment)?.Name(),
            ChangeStream = given.Has(tree.ChangeStream),
            Utc = given.Has(tree.Utc),
            Demo = given.Has(tree.Demo),
        };
        if (!options.Demo)
        {
            options = ReadDatabase(tree, settings, ReadBackend(tree, given, settings, options));
        }

        var themes = new ThemeFinder(settings.TraceLlmFolder);
        options = ReadScreen(tree, given, settings, themes, options);
        IReadOnlyList<string> warnings = themes.Warning is { } warning ? [.. settings.Warnings, warning] : settings.Warnings;
        return new CommandLineResult.Run(options, warnings);
    }

    /// <summary>What the terminal is drawn with; the environment's part of it is read when the terminal is opened.</summary>
    private static MonitorOptions ReadScreen(
        CommandTree tree, GivenArguments given, SettingFinder settings, ThemeFinder themes, MonitorOptions options)
    {
        if (given.Has(tree.Ascii) && given.Has(tree.Utf8))
        {
            throw new UsageException("options --ascii and --utf8 exclude each other; give one of them");
        }

        return options with
        {
            Color = settings.FindFlag(tree.Color)?.Color() ?? options.Color,
            TimeZone = settings.FindVariable("TZ"),
            TextMode = given.Has(tree.Ascii) ? TextMode.Ascii : given.Has(tree.Utf8) ? TextMode.Unicode : null,
            Theme = themes.Find(settings.FindFlag(tree.Theme)),
        };
    }

    /// <summary>The text as it is: it means the same wherever it is read again.</summary>
    private static string ReadFilter(Setting setting)
    {
        if (TraceFilter.TryParse(setting.Text, out _, out TraceFilterError? error))
        {
            return setting.Text;
        }

        string place = error!.Length == 0 ? "at its end" : ShownText.Quote(setting.Text.Substring(error.Column, error.Length));
        throw new UsageException($"{setting.Origin}, column {error.Column + 1}, {place}: {error.Message}");
    }

    /// <summary>A port inside an address of the host counts, unless a port of its own stands as strongly or stronger.</summary>
    private static MonitorOptions ReadBackend(
        CommandTree tree, GivenArguments given, SettingFinder settings, MonitorOptions options)
    {
        Setting? hostSetting = settings.Find(tree.WsHost);
        Setting? portSetting = settings.Find(tree.WsPort);
        int? ownPort = portSetting?.Count(MaxPort);
        BackendAddress? address = hostSetting is null ? null : BackendAddress.Parse(hostSetting);
        bool ownPortWins = hostSetting is null || portSetting is null || portSetting.Source <= hostSetting.Source;
        int? port = ownPortWins ? ownPort ?? address?.Port : address?.Port ?? ownPort;
        return options with
        {
            WsHost = address?.Host ?? options.WsHost,
            WsPort = port ?? options.WsPort,
            WsPortIsGiven = port is not null,
            UseTls = given.Has(tree.WsTls) || address?.UseTls == true,
        };
    }

    private static MonitorOptions ReadDatabase(CommandTree tree, SettingFinder settings, MonitorOptions options)
    {
        Setting? mongoUrl = settings.Find(tree.MongoUrl);
        return options with
        {
            MongoUrl = mongoUrl?.ConnectionString(),
            MongoUrlOrigin = mongoUrl?.Origin,
            MongoUrlFromFlag = mongoUrl?.Source == SettingSource.Flag,
            DatabaseName = settings.Find(tree.DbName)?.DatabaseName() ?? options.DatabaseName,
        };
    }
}
