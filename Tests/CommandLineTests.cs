using TraceLlm.Monitor.Tests.Cli;

namespace TraceLlm.Monitor.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Monitor_alone_takes_every_default()
    {
        MonitorOptions options = Run("monitor");

        Assert.Equal(new MonitorOptions(), options);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Refresh);
        Assert.Equal(10, options.Limit);
        Assert.Equal("127.0.0.1", options.WsHost);
        Assert.Equal(8000, options.WsPort);
        Assert.False(options.WsPortIsGiven);
        Assert.Null(options.MongoUrl);
        Assert.Equal("tracellm", options.DatabaseName);
        Assert.Equal(1000, options.History);
    }

    [Fact]
    public void Every_option_reaches_the_options()
    {
        MonitorOptions options = Run(
            "monitor", "--refresh", "0.5", "--limit=25", "--ws-host", "db.example.com", "--ws-port", "9000", "--ws-tls", "--mongo-url",
            "mongodb://h/x", "--db-name", "other", "--project", "shop", "--environment", "production", "--change-stream", "--utc", "--history",
            "100000", "--filter", "status:failed latency>2s");

        Assert.Equal(
            new MonitorOptions
            {
                Refresh = TimeSpan.FromSeconds(0.5),
                Limit = 25,
                WsHost = "db.example.com",
                WsPort = 9000,
                WsPortIsGiven = true,
                UseTls = true,
                MongoUrl = "mongodb://h/x",
                MongoUrlOrigin = "option --mongo-url",
                MongoUrlFromFlag = true,
                DatabaseName = "other",
                ProjectId = "shop",
                Environment = "production",
                ChangeStream = true,
                Utc = true,
                History = 100_000,
                Filter = "status:failed latency>2s",
            },
            options);
    }

    [Theory]
    [InlineData("0.1", 0.1)]
    [InlineData("3600", 3600)]
    [InlineData("1e1", 10)]
    [InlineData(".5", 0.5)]
    public void Refresh_in_range_is_taken(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Run("monitor", "-r", text).Refresh);

    [Theory]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("1e999")]
    [InlineData("0")]
    [InlineData("0.0999")]
    [InlineData("3600.1")]
    [InlineData("-1")]
    [InlineData("2s")]
    [InlineData("0x10")]
    [InlineData("1_000")]
    [InlineData("\u0662")]
    public void Refresh_that_is_no_number_in_range_is_told(string text) => Assert.Equal(
        $"tracellm: option -r: '{text}' is not a number of seconds from 0.1 to 3600, such as 2 or 0.5", Error("monitor", "-r", text));

    [Fact]
    public void Refresh_with_a_comma_is_told_to_use_a_point() => Assert.Equal(
        "tracellm: option --refresh: '2,5' is not a number of seconds from 0.1 to 3600, such as 2 or 0.5; write a point, not a comma",
        Error("monitor", "--refresh", "2,5"));

    [Theory]
    [InlineData("-l", "0", "a whole number from 1 to 200, such as 10")]
    [InlineData("-l", "201", "a whole number from 1 to 200, such as 10")]
    [InlineData("-l", "-1", "a whole number from 1 to 200, such as 10")]
    [InlineData("--limit", "1.0", "a whole number from 1 to 200, such as 10")]
    [InlineData("--limit", "99999999999999999999", "a whole number from 1 to 200, such as 10")]
    [InlineData("--limit", " 5", "a whole number from 1 to 200, such as 10")]
    [InlineData("--history", "0", "a whole number from 1 to 100000, such as 1000")]
    [InlineData("--history", "100001", "a whole number from 1 to 100000, such as 1000")]
    [InlineData("--ws-port", "0", "a port from 1 to 65535, such as 8000")]
    [InlineData("--ws-port", "65536", "a port from 1 to 65535, such as 8000")]
    [InlineData("--db-name", "a/b", "a database name: 1 to 63 bytes, without / \\ . \" $ and spaces")]
    [InlineData("--db-name", "a b", "a database name: 1 to 63 bytes, without / \\ . \" $ and spaces")]
    [InlineData("--mongo-url", "localhost", "an address beginning with mongodb:// or mongodb+srv://")]
    public void Value_out_of_its_set_is_told_with_what_is_allowed(string option, string value, string allowed) =>
        Assert.Equal($"tracellm: option {option}: '{value}' is not {allowed}", Error("monitor", option, value));

    [Theory]
    [InlineData("latency>fast", "column 9, 'fast': no duration: write 800ms, 2s or 1.5m")]
    [InlineData("status:", "column 8, at its end: a value is missing: write success, warning, failed or error")]
    [InlineData("a \"\u001b", "column 3, '\"?': the quote is not closed")]
    public void Filter_with_an_error_is_told_with_its_place(string filter, string expected) =>
        Assert.Equal($"tracellm: option --filter, {expected}", Error("monitor", "--filter", filter));

    [Theory]
    [InlineData("!gpt", "--filter", "!gpt")]
    [InlineData("-gpt", "--filter=-gpt")]
    [InlineData("-latency>2s", "--filter=-latency>2s")]
    [InlineData("a | b", "--filter", "a | b")]
    public void Filter_is_kept_as_it_was_written(string expected, params string[] arguments) =>
        Assert.Equal(expected, Run(["monitor", .. arguments]).Filter);

    [Theory]
    [InlineData("--refresh", "a number of seconds from 0.1 to 3600, such as 2 or 0.5")]
    [InlineData("--ws-host", "a host name, an IP address, or an address such as ws://localhost:8000")]
    [InlineData("--project", "a project id of 1 to 128 characters")]
    public void Missing_or_empty_value_is_told_with_what_is_allowed(string option, string allowed)
    {
        string expected = $"tracellm: option {option} needs a value: {allowed}";

        Assert.Equal(expected, Error("monitor", option));
        Assert.Equal(expected, Error("monitor", option, ""));
        Assert.Equal(expected, Error("monitor", $"{option}="));
        Assert.Equal(expected, Error("monitor", option, "--utc"));
        Assert.Equal(expected, Error("monitor", option, "--"));
    }

    [Theory]
    [InlineData("option --refresh is given twice; give it once", "monitor", "-r", "2", "--refresh", "2")]
    [InlineData("option --utc is given twice; give it once", "monitor", "--utc", "--utc")]
    [InlineData("unknown option '--refesh'; did you mean --refresh?", "monitor", "--refesh", "2")]
    [InlineData("unknown option '--mongo'; did you mean --mongo-url?", "monitor", "--mongo=mongodb://u:secret@h")]
    [InlineData("unknown option '--LIMIT'; did you mean --limit?", "monitor", "--LIMIT", "2")]
    [InlineData("unknown option '--zzz'; 'tracellm monitor --help' lists the options", "monitor", "--zzz")]
    [InlineData("unknown option '-x'; 'tracellm monitor --help' lists the options", "monitor", "-x")]
    [InlineData("unknown option '--zzz'; 'tracellm monitor --help' lists the options", "monitor", "--project", "--zzz")]
    [InlineData("option --demo follows the command: tracellm monitor --demo ...", "--demo")]
    [InlineData("option -r follows the command: tracellm monitor -r ...", "-r", "2", "monitor")]
    [InlineData("unknown command 'start'; the command is 'tracellm monitor', and 'tracellm --help' explains it", "start")]
    [InlineData("unknown command 'x'; the command is 'tracellm monitor', and 'tracellm --help' explains it", "x", "--help")]
    [InlineData("unknown command ''; the command is 'tracellm monitor', and 'tracellm --help' explains it", "")]
    [InlineData("unknown command '[diagram]'; the command is 'tracellm monitor', and 'tracellm --help' explains it", "[diagram]", "monitor")]
    [InlineData("unexpected argument 'x'; 'tracellm monitor' takes options only, see 'tracellm monitor --help'", "monitor", "x")]
    [InlineData("unexpected argument '@x'; 'tracellm monitor' takes options only, see 'tracellm monitor --help'", "monitor", "@x")]
    [InlineData("unexpected argument '3'; 'tracellm monitor' takes options only, see 'tracellm monitor --help'", "monitor", "-r", "2", "3")]
    [InlineData("unexpected argument 'x'; 'tracellm monitor' takes options only, see 'tracellm monitor --help'", "monitor", "--utc=x")]
    public void Arguments_of_another_form_are_told(string expected, params string[] arguments) =>
        Assert.Equal($"tracellm: {expected}", Error(arguments));

    [Fact]
    public void Hostile_argument_is_shown_harmless_and_short()
    {
        string error = Error("monitor", "\u001b]0;x\u0007\u009b\u202e\n" + new string('x', 500));

        Assert.DoesNotContain(error, c => char.IsControl(c) || c == '\u202e');
        Assert.InRange(error.Length, 1, 200);
    }

    [Theory]
    [InlineData("--mongo-url", "http://user:secret@host/")]
    [InlineData("--mongo-url", "user:se@secret@host")]
    [InlineData("--ws-host", "ws://user:secret@host")]
    [InlineData("--utc", "mongodb://user:secret@host")]
    public void Password_in_a_wrong_value_is_not_shown(string option, string value) =>
        Assert.DoesNotContain("secret", Error("monitor", option, value), StringComparison.Ordinal);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("monitor", "--help")]
    [InlineData("monitor", "-r", "--help", "--zzz")]
    [InlineData]
    [InlineData("--")]
    public void Help_is_printed_examples_first_and_fits_80_columns(params string[] arguments)
    {
        string text = Assert.IsType<CommandLineResult.Print>(Parse(arguments)).Text;

        Assert.InRange(text.IndexOf("Examples:", StringComparison.Ordinal), 0, text.IndexOf("Options:", StringComparison.Ordinal));
        Assert.All(text.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("monitor", "--version")]
    public void Version_is_that_of_the_project_file(params string[] arguments) => Assert.Matches(
        "^tracellm [0-9]+\\.[0-9]+\\.[0-9]+\n$", Assert.IsType<CommandLineResult.Print>(Parse(arguments)).Text);

    [Fact]
    public void Short_option_may_hold_its_value() => Assert.Equal(TimeSpan.FromSeconds(3), Run("monitor", "-r3").Refresh);

    [Fact]
    public void Flag_wins_over_environment_and_environment_over_file_and_file_over_default()
    {
        WriteDotEnv("MONGO_URL=mongodb://file\nDB_NAME=file\nTRACELLM_WS_HOST=file\nTRACELLM_WS_PORT=1001\n");
        _environment["DB_NAME"] = "environment";
        _environment["TRACELLM_WS_HOST"] = "environment";
        _environment["TRACELLM_WS_PORT"] = "1002";

        MonitorOptions options = Run("monitor", "--ws-port", "1003");

        Assert.Equal("mongodb://file", options.MongoUrl);
        Assert.Equal(".env line 1, MONGO_URL", options.MongoUrlOrigin);
        Assert.False(options.MongoUrlFromFlag);
        Assert.Equal("environment", options.DatabaseName);
        Assert.Equal("environment", options.WsHost);
        Assert.Equal(1003, options.WsPort);
    }

    [Fact]
    public void Empty_variable_counts_as_none_and_hides_the_file()
    {
        WriteDotEnv("MONGO_URL=mongodb://file\nDB_NAME=\nTRACELLM_WS_HOST\n");
        _environment["MONGO_URL"] = "";

        Assert.Equal(new MonitorOptions(), Run("monitor"));
    }

    [Fact]
    public void Wrong_variable_is_named_with_its_place()
    {
        WriteDotEnv("# ports\n\nTRACELLM_WS_PORT='80 80'\n");
        Assert.Equal(
            "tracellm: .env line 3, TRACELLM_WS_PORT: '80 80' is not a port from 1 to 65535, such as 8000", Error("monitor"));

        _environment["TRACELLM_WS_PORT"] = "http";
        Assert.Equal(
            "tracellm: environment variable TRACELLM_WS_PORT: 'http' is not a port from 1 to 65535, such as 8000", Error("monitor"));
    }

    [Fact]
    public void Demo_reads_neither_environment_nor_file()
    {
        File.WriteAllBytes(_directory.PathOf(".env"), [0xff, 0xfe, 0x00]);
        _environment["MONGO_URL"] = "broken";
        _environment["TRACELLM_WS_PORT"] = "broken";

        Assert.Equal(new MonitorOptions { Demo = true, Limit = 5 }, Run("monitor", "--demo", "-l", "5"));
    }

    [Fact]
    public void File_is_not_read_when_nothing_is_missing()
    {
        File.WriteAllBytes(_directory.PathOf(".env"), [0xff, 0xfe, 0x00]);

        Run("monitor", "--mongo-url", "mongodb://h", "--db-name", "d", "--ws-host", "h", "--ws-port", "1");

        Assert.Contains(".env", Error("monitor"), StringComparison.Ordinal);
    }

    [Fact]
    public void Line_that_cannot_be_read_is_a_warning_with_its_number()
    {
        WriteDotEnv("A=1\nthis is not one\nDB_NAME=d\n");

        CommandLineResult.Run run = Assert.IsType<CommandLineResult.Run>(Parse("monitor"));

        Assert.Equal("d", run.Options.DatabaseName);
        Assert.Equal([".env line 2 is skipped: it is not of the form NAME=value"], run.Warnings);
    }

    private void WriteDotEnv(string text) => File.WriteAllText(_directory.PathOf(".env"), text);

    private CommandLineResult Parse(params string[] arguments) =>
        CommandLine.Parse(arguments, name => _environment.GetValueOrDefault(name), _directory.Location);

    private MonitorOptions Run(params string[] arguments) => Assert.IsType<CommandLineResult.Run>(Parse(arguments)).Options;

    private string Error(params string[] arguments) => Assert.IsType<CommandLineResult.UsageError>(Parse(arguments)).Line;
}
