using System.Text;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

/// <summary>Whatever a prompt holds: no control character reaches the terminal and every row keeps its size.</summary>
public sealed class HostileTextTests
{
    private const int Columns = 60;

    public static TheoryData<string> Corpus =>
    [
        "\e]52;c;cm0gLXJmIH4=\a", "\e]0;owned\a", "\eP1$r qqqqqq", "\u009b31m\u009d0;x\u009c", "\e[2J\e[1;1H\e[?1049l", "\x0e\x0f\b\b\b\v\f",
        "\u202e\u2066 // exit \u2069\u2066", "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a", "\ud83d\ud83d\ude80\udc00",
        string.Concat(Enumerable.Repeat("👩\u200d❤\ufe0f\u200d💋\u200d👨", 30)), string.Concat(Enumerable.Repeat("🇩🇪🇫", 40)),
        "[/foo] [red]x[/red] {0} %s", new string('x', 1 << 20), new string('日', 1 << 18), new string('\u0301', 1 << 18),
        new string('\u200b', 1 << 18), "\r\n\r\n\t\t\u2028\u2029\u0085", "\u115f\u1160\u3164\uffa0\u17b4\u180e", "\ufff9a\ufffab\ufffb",
        "שלום עולם \u0627\u0644\u0639\u0631\u0628\u064a\u0629", "हिन्दी நிகண்டு ภาษาไทย", "\U000E0001\U000E0065", "\uffff\ufdd0\U0010ffff", "\ue0b0\uf8ff",
        "﷽﷽﷽𒐫𒈙⸻꧅", "\0\u0001\u0002\u007f\u0080\u009f",
    ];

    [Theory]
    [MemberData(nameof(Corpus))]
    public void Hostile_prompt_stays_inside_its_row(string prompt)
    {
        Check([prompt, prompt], TextMode.Unicode, "corpus");
        Check([prompt, prompt], TextMode.Ascii, "corpus");
    }

    /// <summary>Cut into pieces so short that every character is drawn, not only the first of a long line.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Ten_megabytes_of_random_text_stay_inside_their_rows(int seed)
    {
        const int Blocks = 1024;
        const int BlockBytes = 5 * 1024;
        const int PieceChars = 40;
        var random = new Random(seed);
        byte[] bytes = new byte[BlockBytes];
        for (int block = 0; block < Blocks; block++)
        {
            random.NextBytes(bytes);
            string text = (block % 3) switch
            {
                0 => Encoding.UTF8.GetString(bytes),
                1 => new string(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(bytes)),
                _ => Encoding.Latin1.GetString(bytes),
            };
            Check([.. text.Chunk(PieceChars).Select(piece => new string(piece))], (TextMode)(block % 2), $"seed {seed}, block {block}");
        }
    }

    /// <summary>Draws each text on a row between borders, cut by the screen in even rows and by the sanitizer in odd ones, and reads
    /// the terminal, whose model refuses every control byte but the product's own.</summary>
    private static void Check(string[] prompts, TextMode mode, string because)
    {
        var sanitizer = new Sanitizer(mode);
        var screen = new ScreenBuffer(Columns, prompts.Length, Glyphs.For(mode));
        var diff = new ScreenDiff(ColorMode.Ansi16);
        VtScreen terminal = ScreenAssert.NewTerminal(screen.Columns, screen.Rows);
        terminal.Feed(diff.RenderFirst(screen, TerminalSequences.Enter));
        for (int row = 0; row < screen.Rows; row++)
        {
            SafeText text = row % 2 == 0 ? sanitizer.SingleLine(prompts[row]) : sanitizer.SingleLine(prompts[row], Columns - 4);
            screen.Put(2, row, text, Style.Plain, Columns - 4);
            screen.PutGlyph(0, row, Glyphs.For(mode).Vertical, Style.Plain);
            screen.PutGlyph(Columns - 1, row, Glyphs.For(mode).Vertical, Style.Plain);
        }

        terminal.Feed(diff.Render(screen));
        ScreenAssert.Shows(screen, terminal, because);
        for (int row = 0; row < screen.Rows; row++)
        {
            Assert.Equal(Glyphs.For(mode).Vertical.ToString(), terminal[row, Columns - 1].Text);
            if (row % 2 == 1 && prompts[row] == prompts[row - 1])
            {
                Assert.Equal(terminal.RowText(row - 1), terminal.RowText(row));
            }
        }
    }
}
