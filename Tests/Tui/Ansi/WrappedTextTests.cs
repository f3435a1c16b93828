using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

public sealed class WrappedTextTests
{
    private const int Seed = 20260314;

    [Theory]
    [InlineData("", 10, "")]
    [InlineData("one two three", 7, "one two|three")]
    [InlineData("one two three", 8, "one two|three")]
    [InlineData("abcdefghij", 4, "abcd|efgh|ij")]
    [InlineData("a\nb\r\nc\rd\u2028e", 4, "a|b|c|d|e")]
    [InlineData("a\n\nb", 4, "a||b")]
    [InlineData("a\n", 4, "a")]
    [InlineData("  two blanks first", 12, "  two blanks|first")]
    [InlineData("if x:\n\treturn", 20, "if x:|    return")]
    [InlineData("翻訳してください", 6, "翻訳し|てくだ|さい")]
    [InlineData("das 翻訳", 6, "das 翻|訳")]
    [InlineData("überlange Wörter", 9, "überlange|Wörter")]
    [InlineData("x\u001b[31my", 4, "x␛[3|1my")]
    public void Text_is_broken_at_blanks_and_never_inside_a_character(string text, int columns, string lines) =>
        Assert.Equal(lines, string.Join('|', Lines(text, columns)));

    [Fact]
    public void Combining_mark_stays_with_its_letter()
    {
        string[] lines = Lines("aaae\u0301bbb", 4);

        Assert.Equal(["aaae\u0301", "bbb"], lines);
    }

    [Fact]
    public void No_line_is_wider_than_asked_and_no_visible_character_is_lost()
    {
        var random = new Random(Seed);
        string[] pieces = ["a", "word ", " ", "\n", "翻訳", "👩‍👩‍👧", "e\u0301", "\u001b", "\t", "ü", "한국어", "\u202e", "🇩🇪", "x\u200by"];
        for (int round = 0; round < 300; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => pieces[random.Next(pieces.Length)]));
            int columns = random.Next(2, 30);
            var wrapped = new WrappedText(new Sanitizer(TextMode.Unicode));
            wrapped.Set(text, columns);

            Assert.All(Enumerable.Range(0, wrapped.Count), line =>
                Assert.True(wrapped[line].Columns <= columns, $"seed {Seed}, round {round}, line {line} of {columns}: {wrapped[line]}"));
            Assert.True(
                Visible(string.Concat(text.Split('\n', '\t').Select(Sanitized))) == Visible(string.Concat(Lines(text, columns))),
                $"seed {Seed}, round {round}: {text}");
        }
    }

    [Fact]
    public void Same_text_at_the_same_width_is_not_wrapped_again()
    {
        var wrapped = new WrappedText(new Sanitizer(TextMode.Unicode));
        string text = new string('x', 100_000) + "ü";
        wrapped.Set(text, 70);
        _ = wrapped[3];
        long before = GC.GetAllocatedBytesForCurrentThread();

        wrapped.Set(text, 70);
        _ = wrapped[3];

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Megabyte_without_a_blank_is_wrapped_whole()
    {
        var wrapped = new WrappedText(new Sanitizer(TextMode.Unicode));

        wrapped.Set(new string('訳', 1 << 20), 76);

        Assert.Equal(((1 << 20) + 37) / 38, wrapped.Count);
    }

    private static string Sanitized(string line) => new Sanitizer(TextMode.Unicode).SingleLine(line).ToString();

    private static string Visible(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private static string[] Lines(string text, int columns)
    {
        var wrapped = new WrappedText(new Sanitizer(TextMode.Unicode));
        wrapped.Set(text, columns);
        return [.. Enumerable.Range(0, wrapped.Count).Select(line => wrapped[line].ToString())];
    }
}
