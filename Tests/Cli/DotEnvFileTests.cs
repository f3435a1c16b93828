using System.Runtime.Versioning;
using System.Text;
using System.Text.Json;
using TraceLlm.Monitor.Cli;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Cli;

public sealed class DotEnvFileTests
{
    /// <summary>Made by Fixtures/make-dotenv-cases.py: what python-dotenv itself makes of each text.</summary>
    [Fact]
    public void Every_text_means_what_python_dotenv_makes_of_it()
    {
        int count = 0;
        foreach (string line in File.ReadLines(FixturePath()))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            AssertSame(document.RootElement);
            count++;
        }

        Assert.True(count >= 200, $"only {count} cases");
    }

    [Theory]
    [InlineData("A=1\nbad line\nB=2\n", 2)]
    [InlineData("\n\n  =x\n", 3)]
    [InlineData("A='1\n2\n3'\nB='x' y\n", 4)]
    [InlineData("A='open\nB=1\n", 1)]
    public void Bad_statement_is_named_by_the_line_where_it_begins(string text, int line) =>
        Assert.Equal([$".env line {line} is skipped: it is not of the form NAME=value"], Parse(text).Warnings);

    [Fact]
    public void Only_the_first_bad_statements_are_named() =>
        Assert.Equal(3, Parse(string.Concat(Enumerable.Repeat("= bad\n", 50))).Warnings.Count);

    [Fact]
    public void Entry_knows_its_line() => Assert.Equal(3, Parse("# one\n\nA='x\ny'\n").Find("A")?.Line);

    [Fact]
    public void Byte_order_mark_is_skipped() => Assert.Equal("1", Parse("\ufeffA=1").Find("A")?.Value);

    [Fact]
    public void Missing_file_and_directory_are_empty()
    {
        using TemporaryDirectory directory = new();

        Assert.Null(Read(directory.Location).Find("A"));
        Assert.Null(Read(directory.PathOf("missing")).Find("A"));
    }

    [Fact]
    public void Directory_of_that_name_is_no_file()
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory.PathOf(".env"));

        Assert.Null(Read(directory.Location).Find("A"));
    }

    [Fact]
    public void Largest_file_is_read_and_a_larger_one_refused()
    {
        using TemporaryDirectory directory = new();
        string text = "A=1\n#" + new string('x', DotEnvFile.MaxFileBytes - 5);

        File.WriteAllText(directory.PathOf(".env"), text);
        Assert.Equal("1", Read(directory.Location).Find("A")?.Value);

        File.WriteAllText(directory.PathOf(".env"), text + "x");
        Assert.Contains("larger than 1 MiB", Refusal(directory.Location), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipe_is_refused_and_not_waited_for()
    {
        using TemporaryDirectory directory = new();
        await directory.MakePipeAsync(".env");

        Assert.Contains("it is not a regular file", Refusal(directory.Location), StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_not_utf8_is_refused()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllBytes(directory.PathOf(".env"), [.. "A=1\nB="u8, 0xff]);

        Assert.Equal(
            "the file .env in the working directory cannot be used: it is not UTF-8 text; correct it, or start in another directory",
            Refusal(directory.Location));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void File_that_may_not_be_read_is_refused()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "the superuser may read every file");
        using TemporaryDirectory directory = new();
        File.WriteAllText(directory.PathOf(".env"), "A=1");
        File.SetUnixFileMode(directory.PathOf(".env"), UnixFileMode.None);

        Assert.Contains("permission denied", Refusal(directory.Location), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("${")]
    [InlineData("${a:")]
    [InlineData("${a:-")]
    [InlineData("${a:x${b}")]
    public async Task References_that_never_end_are_read_in_a_moment(string reference)
    {
        string value = string.Concat(Enumerable.Repeat(reference, 800_000 / reference.Length));

        var reading = Task.Run(() => Parse($"A=\"{value}\"").Find("A"), TestContext.Current.CancellationToken);

        Assert.NotNull((await reading.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken))?.Value);
    }

    [Fact]
    public void Values_that_double_one_another_are_refused()
    {
        StringBuilder text = new("A0=0123456789\n");
        for (int i = 1; i < 64; i++)
        {
            text.Append($"A{i}=${{A{i - 1}}}${{A{i - 1}}}\n");
        }

        UsageException error = Assert.Throws<UsageException>(() => Parse(text.ToString()));
        Assert.Contains("too long", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(JsonElement expected)
    {
        string text = expected.GetProperty("text").GetString()!;
        DotEnvFile file = Parse(text);
        foreach (JsonProperty variable in expected.GetProperty("values").EnumerateObject())
        {
            DotEnvEntry? entry = file.Find(variable.Name);
            Assert.True(
                entry is not null && entry.Value.Value == variable.Value.GetString(),
                $"{JsonSerializer.Serialize(text)}: {variable} expected, {JsonSerializer.Serialize(entry)} found");
        }

        int badStatements = Math.Min(expected.GetProperty("badStatements").GetInt32(), 3);
        Assert.True(file.Warnings.Count == badStatements, $"{JsonSerializer.Serialize(text)}: {badStatements} bad statements expected");
        Assert.True(
            file.Count == expected.GetProperty("values").EnumerateObject().Count(), $"{JsonSerializer.Serialize(text)}: other variables too");
    }

    private static DotEnvFile Parse(string text) => DotEnvFile.Parse(text, Variable);

    private static DotEnvFile Read(string directory) => DotEnvFile.Read(directory, Variable);

    private static string Refusal(string directory) => Assert.Throws<UsageException>(() => Read(directory)).Message;

    private static string? Variable(string name) => name switch
    {
        "FROM_ENV" => "env",
        "EMPTY_ENV" => "",
        _ => null,
    };

    private static string FixturePath() => Repository.PathOf("Tests/Fixtures/dotenv-cases.jsonl");
}
