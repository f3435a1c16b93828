using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor.Tests.Cli;

/// <summary>From the command line to the theme, with a home directory of the test's own.</summary>
public sealed class ThemeFinderTests : IDisposable
{
    private const string Allowed =
        "a theme: default, dark, light, matrix, dracula, nord, retro, purple, or the name of a file in ~/.tracellm/themes";

    private readonly TemporaryDirectory _home = new();
    private readonly Dictionary<string, string> _environment = [];

    public ThemeFinderTests()
    {
        _environment["HOME"] = _home.Location;
        Directory.CreateDirectory(_home.PathOf(".tracellm/themes"));
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Without_option_and_configuration_the_theme_is_the_default()
    {
        Assert.Null(ThemeOf("monitor"));
        _environment["HOME"] = _home.PathOf("missing");
        Assert.Null(ThemeOf("monitor"));
        _environment["HOME"] = "";
        Assert.Null(ThemeOf("monitor"));
        _environment.Remove("HOME");
        Assert.Null(ThemeOf("monitor"));
    }

    [Fact]
    public void Home_that_is_a_file_counts_as_none()
    {
        File.WriteAllText(_home.PathOf("file"), "");
        _environment["HOME"] = _home.PathOf("file");

        Assert.Null(ThemeOf("monitor"));
    }

    [Fact]
    public void Theme_of_the_configuration_is_taken()
    {
        Configure("""{"api":{"theme":"dark"},"theme":"nord","other":[1,2]}""");

        Assert.Equal(BuiltInThemes.Find("nord"), ThemeOf("monitor"));
        Assert.Equal(BuiltInThemes.Find("nord"), ThemeOf("monitor", "--demo"));
    }

    [Fact]
    public void Option_wins_over_the_configuration_which_is_not_read_then()
    {
        Configure("{ broken");

        Assert.Equal(BuiltInThemes.Find("matrix"), ThemeOf("monitor", "--theme", "matrix"));
        Assert.Null(ThemeOf("monitor", "--theme=default"));
    }

    [Fact]
    public void Folder_can_be_named_by_the_environment()
    {
        Configure("""{"theme":"nord"}""");
        Directory.CreateDirectory(_home.PathOf("other"));
        File.WriteAllText(_home.PathOf("other/config.json"), """{"theme":"retro"}""");
        _environment["TRACELLM_HOME"] = _home.PathOf("other");

        Assert.Equal("retro", ThemeOf("monitor")?.Name);
    }

    [Fact]
    public void Theme_of_the_user_has_its_styles_and_those_of_dark_for_the_rest()
    {
        WriteTheme("my-own.2", """{"name":"other","primary":"bold #010203","info":"dim","future":{"a":1}}""");
        ThemeColors expected = BuiltInThemes.Dark with
        {
            Name = "my-own.2",
            Primary = new Style(Color.Rgb(1, 2, 3), TextAttributes.Bold),
            Info = new Style(Color.Default, TextAttributes.Dim),
        };

        Assert.Equal(expected, ThemeOf("monitor", "--theme", "my-own.2"));
        Configure("""{"theme":"my-own.2"}""");
        Assert.Equal(expected, ThemeOf("monitor"));
    }

    [Fact]
    public void Built_in_theme_wins_over_a_file_of_its_name()
    {
        WriteTheme("nord", """{"primary":"red"}""");

        Assert.Equal(BuiltInThemes.Find("nord"), ThemeOf("monitor", "--theme", "nord"));
    }

    [Theory]
    [InlineData("drakula", "; did you mean dracula?")]
    [InlineData("Nord", "; did you mean nord?")]
    [InlineData("defualt", "; did you mean default?")]
    [InlineData("solarized", "")]
    public void Unknown_theme_is_told_with_the_known_ones(string name, string advice) => Assert.Equal(
        $"tracellm: option --theme: '{name}' is not {Allowed}{advice}", Error("monitor", "--theme", name));

    [Fact]
    public void Unknown_theme_is_told_with_the_users_own_ones()
    {
        WriteTheme("sunset", "{}");
        WriteTheme("autumn", "{}");
        File.WriteAllText(_home.PathOf(".tracellm/themes/\u001b]0;evil\u0007.json"), "{}");
        File.WriteAllText(_home.PathOf(".tracellm/themes/readme.txt"), "");

        Assert.Equal(
            $"tracellm: option --theme: 'sunste' is not {Allowed}; there are autumn, sunset; did you mean sunset?",
            Error("monitor", "--theme", "sunste"));
    }

    [Theory]
    [InlineData("../config")]
    [InlineData("..")]
    [InlineData("./own")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/own")]
    [InlineData("sub\\own")]
    [InlineData("own\n")]
    [InlineData(".own")]
    public void Name_never_leads_out_of_the_folder(string name)
    {
        Configure("""{"primary":"red"}""");
        WriteTheme("own", "{}");
        Directory.CreateDirectory(_home.PathOf(".tracellm/themes/sub"));
        WriteTheme("sub/own", "{}");
        WriteTheme(".own", "{}");

        Assert.Contains("is not a theme", Error("monitor", "--theme", name), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"success":"grean"}""", "its \"success\" is 'grean', not a style such as 'bold #ff8800', 'bright_green' or 'dim cyan'")]
    [InlineData("""{"border":12}""", "its \"border\" is not a text")]
    [InlineData("""["red"]""", "it is not a JSON object")]
    [InlineData("{\n\"info\":\n}", "it is not JSON (line 3)")]
    public void Broken_theme_is_told_with_its_place(string json, string problem)
    {
        WriteTheme("own", json);

        Assert.Equal($"tracellm: option --theme: ~/.tracellm/themes/own.json: {problem}", Error("monitor", "--theme", "own"));
    }

    [Fact]
    public void Text_of_a_theme_is_shown_harmless_and_short()
    {
        WriteTheme("own", """{"info":"\u001b]0;x\u0007\u009b\u202e@LONG@"}""".Replace("@LONG@", new string('x', 5000), StringComparison.Ordinal));

        string error = Error("monitor", "--theme", "own");

        Assert.DoesNotContain(error, c => char.IsControl(c) || c == '\u202e');
        Assert.InRange(error.Length, 1, 250);
    }

    [Fact]
    public async Task Pipe_and_large_file_are_refused_at_once()
    {
        await _home.MakePipeAsync(".tracellm/themes/pipe.json");
        WriteTheme("large", new string(' ', 65 * 1024));

        Assert.Equal(
            "tracellm: option --theme: ~/.tracellm/themes/pipe.json: it is not a regular file", Error("monitor", "--theme", "pipe"));
        Assert.Equal(
            "tracellm: option --theme: ~/.tracellm/themes/large.json: it is larger than 64 KiB", Error("monitor", "--theme", "large"));
    }

    [Theory]
    [InlineData("{ broken", "it is not JSON (line 1)")]
    [InlineData("", "it is not JSON (line 1)")]
    [InlineData("""{"theme":7}""", "its \"theme\" is not a text")]
    [InlineData("""{"theme":"gone"}""", "there is no theme 'gone'")]
    [InlineData("""{"theme":"../config"}""", "there is no theme '../config'")]
    [InlineData("""{"theme":"broken"}""", "~/.tracellm/themes/broken.json: its \"info\" is not a text")]
    public void Broken_configuration_is_a_warning_and_the_default_theme(string json, string problem)
    {
        WriteTheme("broken", """{"info":[]}""");
        Configure(json);

        CommandLineResult.Run run = Assert.IsType<CommandLineResult.Run>(Parse("monitor"));

        Assert.Null(run.Options.Theme);
        Assert.Equal([$"~/.tracellm/config.json: {problem}; the default theme was shown"], run.Warnings);
    }

    [Fact]
    public void Options_of_the_screen_reach_the_options()
    {
        MonitorOptions options = Run("monitor", "--color", "256", "--ascii");
        Assert.Equal((ColorChoice.Palette256, TextMode.Ascii), (options.Color, options.TextMode));

        Assert.Equal(TextMode.Unicode, Run("monitor", "--utf8").TextMode);
        Assert.Equal((ColorChoice.Auto, null), (Run("monitor").Color, Run("monitor").TextMode));
    }

    [Theory]
    [InlineData("auto", ColorChoice.Auto)]
    [InlineData("always", ColorChoice.Always)]
    [InlineData("never", ColorChoice.Never)]
    [InlineData("16", ColorChoice.Ansi16)]
    [InlineData("true", ColorChoice.TrueColor)]
    internal void Colour_is_one_of_its_words(string text, ColorChoice expected) =>
        Assert.Equal(expected, Run("monitor", "--color", text).Color);

    [Fact]
    public void Other_colour_is_told_with_what_is_allowed() => Assert.Equal(
        "tracellm: option --color: 'yes' is not auto, always, never, 16, 256 or true", Error("monitor", "--color", "yes"));

    [Fact]
    public void Both_character_sets_at_once_are_refused() => Assert.Equal(
        "tracellm: options --ascii and --utf8 exclude each other; give one of them", Error("monitor", "--ascii", "--utf8"));

    private void Configure(string json) => File.WriteAllText(_home.PathOf(".tracellm/config.json"), json);

    private void WriteTheme(string name, string json) => File.WriteAllText(_home.PathOf($".tracellm/themes/{name}.json"), json);

    private CommandLineResult Parse(params string[] arguments) =>
        CommandLine.Parse(arguments, name => _environment.GetValueOrDefault(name), _home.Location);

    private MonitorOptions Run(params string[] arguments) => Assert.IsType<CommandLineResult.Run>(Parse(arguments)).Options;

    private ThemeColors? ThemeOf(params string[] arguments) => Run(arguments).Theme;

    private string Error(params string[] arguments) => Assert.IsType<CommandLineResult.UsageError>(Parse(arguments)).Line;
}
