using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tests.Tui.State;

public sealed class LineEditorTests
{
    [Theory]
    [InlineData("abc", "abc|")]
    [InlineData("abc<Left><Left>x", "ax|bc")]
    [InlineData("abc<Home>x<End>y", "xabcy|")]
    [InlineData("abc<Left><Backspace>", "a|c")]
    [InlineData("abc<Home><Delete>", "|bc")]
    [InlineData("abc<Home><Left><Backspace>", "|abc")]
    [InlineData("abc<End><Right><Delete>", "abc|")]
    [InlineData("one two<^u>", "|")]
    [InlineData("one two<Left><^u>", "|o")]
    [InlineData("one two<^w>", "one |")]
    [InlineData("one two  <^w>", "one |")]
    [InlineData("one two<^w><^w><^w>", "|")]
    [InlineData("one<^a>x<^e>y", "xoney|")]
    public void Keys_edit_the_line(string keys, string expected) => Assert.Equal(expected, After(keys));

    [Theory]
    [InlineData("e\u0301x<Left><Left>", "|e\u0301x")]
    [InlineData("👩x<Left><Backspace>", "|x")]
    [InlineData("𝒳<Backspace>", "|")]
    public void Character_that_a_person_sees_is_moved_over_and_erased_as_one(string keys, string expected) =>
        Assert.Equal(expected, After(keys));

    [Fact]
    public void Pasted_controls_become_blanks_and_invisible_characters_go()
    {
        var line = new LineEditor();

        line.Insert("a\r\nb\tc\u202ed\u001be");

        Assert.Equal("a  b cd e", line.Text);
    }

    [Fact]
    public void Line_is_bounded_and_cut_between_characters()
    {
        var line = new LineEditor();
        line.Insert(new string('x', LineEditor.MaxCharacters - 1));

        line.Insert("𝒳𝒳");

        Assert.Equal(new string('x', LineEditor.MaxCharacters - 1), line.Text);
    }

    [Fact]
    public void Line_that_was_set_beyond_its_bound_takes_no_more()
    {
        var line = new LineEditor();
        line.Set(new string('x', LineEditor.MaxCharacters + 1));

        line.Insert("y");

        Assert.Equal(LineEditor.MaxCharacters + 1, line.Text.Length);
    }

    [Fact]
    public void Keys_that_are_no_text_are_left_to_others()
    {
        var line = new LineEditor();

        Assert.False(line.Apply(new Key(KeyCode.Up)));
        Assert.False(line.Apply(Key.Of('x', KeyModifiers.Alt)));
        Assert.False(line.Apply(Key.Of('z', KeyModifiers.Control)));
        Assert.Equal("", line.Text);
    }

    /// <param name="keys">Characters, and keys in angle brackets; ^ is Control.</param>
    private static string After(string keys)
    {
        var line = new LineEditor();
        foreach (string part in keys.Replace("<", "\u0001<", StringComparison.Ordinal).Replace(">", ">\u0001", StringComparison.Ordinal).Split('\u0001'))
        {
            if (part.StartsWith("<^", StringComparison.Ordinal))
            {
                line.Apply(Key.Of(part[2], KeyModifiers.Control));
            }
            else if (part.StartsWith('<'))
            {
                line.Apply(new Key(Enum.Parse<KeyCode>(part.Trim('<', '>'))));
            }
            else
            {
                part.EnumerateRunes().ToList().ForEach(rune => line.Apply(new Key(KeyCode.Character, rune)));
            }
        }

        return line.Text.Insert(line.Cursor, "|");
    }
}
