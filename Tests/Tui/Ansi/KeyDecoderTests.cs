using System.Text;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

public sealed class KeyDecoderTests
{
    private readonly List<TerminalInput> _inputs = [];
    private readonly KeyDecoder _decoder;

    public KeyDecoderTests() => _decoder = new KeyDecoder(_inputs.Add);

    /// <summary>Bytes, and the keys they are: a name, with S- A- C- before it for modifiers; separated by blanks.</summary>
    public static TheoryData<string, string> Sequences => new()
    {
        { "q", "q" }, { "G", "G" }, { " ", "Space" }, { "\r", "Enter" }, { "\n", "Enter" }, { "\t", "Tab" }, { "\x7f", "Backspace" },
        { "\b", "Backspace" }, { "\f", "C-l" }, { "\0", "C-Space" }, { "\x1c", "C-\\" }, { "é", "é" }, { "日", "日" }, { "🚀", "🚀" },
        { "\e[A", "Up" }, { "\e[B", "Down" }, { "\e[C", "Right" }, { "\e[D", "Left" }, { "\e[H", "Home" }, { "\e[F", "End" },
        { "\eOA", "Up" }, { "\eOP", "F1" }, { "\eOS", "F4" }, { "\eO5P", "C-F1" }, { "\eOM", "Enter" }, { "\eOq", "1" }, { "\eOj", "*" },
        { "\e[1~", "Home" }, { "\e[7~", "Home" }, { "\e[4~", "End" }, { "\e[2~", "Insert" }, { "\e[3~", "Delete" }, { "\e[5~", "PageUp" },
        { "\e[6~", "PageDown" }, { "\e[15~", "F5" }, { "\e[17~", "F6" }, { "\e[21~", "F10" }, { "\e[24~", "F12" }, { "\e[[A", "F1" },
        { "\e[[E", "F5" }, { "\e[Z", "S-Tab" }, { "\e[1;5A", "C-Up" }, { "\e[1;2B", "S-Down" }, { "\e[5;3~", "A-PageUp" },
        { "\e[1;8D", "S-A-C-Left" }, { "\eq", "A-q" }, { "\e\r", "A-Enter" }, { "\eé", "A-é" }, { "\e\e[A", "A-Up" },
        { "\e[3~\e[Bq", "Delete Down q" }, { "\e]0;quit q\aj", "j" }, { "\e]11;rgb:qq\e\\j", "j" }, { "\ePq#q\e\\j", "j" },
        { "\e_q\e\\j", "j" }, { "\e^q\e\\j", "j" }, { "\eXq\e\\j", "j" }, { "\ePqqq\e[Aj", "Up j" }, { "\e[?1;2qj", "j" },
        { "\e[?62;4cj", "j" }, { "\e[24;80Rj", "j" }, { "\e[<0;33;12Mj", "j" }, { "\e[<0;33;12mj", "j" }, { "\e[Mqqqj", "j" },
        { "\e[Ij", "j" }, { "\e[Oj", "j" }, { "\e[113;1uj", "j" }, { "\e[27;5;113~j", "j" }, { "\e[ qj", "j" }, { "\e[1;2;3Aj", "j" },
        { "\e[11111111111111111111111111111111111111qj", "j" }, { "\e[99999999999;99999999999~j", "j" }, { "\e[3\x18j", "j" },
        { "\e[201~j", "j" }, { "\e[3\e[Aj", "Up j" }, { "\u009bAj", "A j" },
    };

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Decoder_sequence_split_at_every_byte_gives_the_same_keys(string sequence, string expected)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(sequence);
        for (int split = 0; split <= bytes.Length; split++)
        {
            _inputs.Clear();
            _decoder.Feed(bytes.AsSpan(0, split));
            _decoder.Feed(bytes.AsSpan(split));

            Assert.Equal(expected, Names());
            Assert.Equal(-1, _decoder.WaitMs);
        }
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Decoder_sequence_byte_by_byte_gives_the_same_keys(string sequence, string expected)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(sequence))
        {
            _decoder.Feed([value]);
        }

        Assert.Equal(expected, Names());
    }

    [Fact]
    public void Decoder_lone_escape_is_a_key_after_50_ms()
    {
        _decoder.Feed("\e"u8);
        Assert.Empty(_inputs);
        Assert.Equal(50, _decoder.WaitMs);

        _decoder.Expire();
        Assert.Equal("Escape", Names());
        Assert.Equal(-1, _decoder.WaitMs);
    }

    [Theory]
    [InlineData("\e[")]
    [InlineData("\e[3;")]
    [InlineData("\e]0;qqq")]
    [InlineData("\ePqqq")]
    [InlineData("\e[Mq")]
    [InlineData("\e[[")]
    public void Decoder_unfinished_sequence_is_given_up_silently(string sequence)
    {
        _decoder.Feed(Encoding.UTF8.GetBytes(sequence));
        Assert.InRange(_decoder.WaitMs, 500, 5000);
        _decoder.Expire();
        _decoder.Feed("j"u8);

        Assert.Equal("j", Names());
    }

    [Fact]
    public void Decoder_paste_that_stalls_is_never_taken_for_keys()
    {
        _decoder.Feed("\e[200~q"u8);
        Assert.Equal(-1, _decoder.WaitMs);

        _decoder.Feed("q\e[201~j"u8);
        Assert.Equal("qq", Assert.IsType<TerminalInput.Paste>(_inputs[0]).Text);
        Assert.Equal(new TerminalInput.Key(Key.Of('j')), _inputs[1]);
    }

    [Fact]
    public void Decoder_reset_forgets_a_paste()
    {
        _decoder.Feed("\e[200~q"u8);
        _decoder.Reset();
        _decoder.Feed("j"u8);

        Assert.Equal("j", Names());
    }

    [Fact]
    public void Decoder_SS3_alone_is_Alt_and_O()
    {
        _decoder.Feed("\eO"u8);
        _decoder.Expire();

        Assert.Equal("A-O", Names());
    }

    [Fact]
    public void Decoder_paste_split_at_every_byte_is_one_text()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("a\e[200~q \e[20 rm -rf\r日 \e[2\e[201~b");
        for (int split = 0; split <= bytes.Length; split++)
        {
            _inputs.Clear();
            _decoder.Feed(bytes.AsSpan(0, split));
            _decoder.Feed(bytes.AsSpan(split));

            Assert.Collection(
                _inputs,
                input => Assert.Equal(Key.Of('a'), Assert.IsType<TerminalInput.Key>(input).Value),
                input => Assert.Equal("q \e[20 rm -rf\r日 \e[2", Assert.IsType<TerminalInput.Paste>(input).Text),
                input => Assert.Equal(Key.Of('b'), Assert.IsType<TerminalInput.Key>(input).Value));
        }
    }

    [Fact]
    public void Decoder_long_paste_is_cut()
    {
        _decoder.Feed("\e[200~"u8);
        byte[] chunk = new byte[100_000];
        chunk.AsSpan().Fill((byte)'x');
        for (int count = 0; count < 10; count++)
        {
            _decoder.Feed(chunk);
        }

        _decoder.Feed("\e[201~"u8);
        Assert.Equal(KeyDecoder.MaxPasteBytes, Assert.IsType<TerminalInput.Paste>(Assert.Single(_inputs)).Text.Length);
    }

    [Fact]
    public void Decoder_random_bytes_never_fail_and_never_give_a_control_character()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        byte[] bytes = new byte[200_000];
        random.NextBytes(bytes);
        for (int start = 0; start < bytes.Length; start += 50)
        {
            _decoder.Feed(bytes.AsSpan(start, 50));
            _decoder.Expire();
        }

        Assert.DoesNotContain(_inputs, input => input is TerminalInput.Key { Value.Code: KeyCode.Character } key && Rune.IsControl(key.Value.Rune));
    }

    private static string NameOf(Key key)
    {
        string modifiers = (key.Modifiers.HasFlag(KeyModifiers.Shift) ? "S-" : "")
            + (key.Modifiers.HasFlag(KeyModifiers.Alt) ? "A-" : "")
            + (key.Modifiers.HasFlag(KeyModifiers.Control) ? "C-" : "");
        string name = key.Code != KeyCode.Character ? $"{key.Code}" : key.Rune.Value == ' ' ? "Space" : $"{key.Rune}";
        return modifiers + name;
    }

    private string Names() => string.Join(' ', _inputs.Select(input => NameOf(Assert.IsType<TerminalInput.Key>(input).Value)));
}
