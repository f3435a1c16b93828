using System.Text.RegularExpressions;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>The readers of the sources are themselves worth a test: a rule that sees nothing passes always.</summary>
public sealed partial class SourceFileTests
{
    private const string Sample = """
        namespace N;

        [Some(1)]
        internal sealed record A(int X)
        {
            private static readonly int[] _table = [
                1,
            ];

            public int P { get; } = new B()
            {
            };

            public int Q => P
                + 1;

            public A(int x = 3)
                : this()
            {
                if (x > 0) { }
            }

            private sealed class Inner { void F() { } }

            [Other]
            int G<T>(T t) where T : struct => t switch
            {
                _ => 1,
            };
        }

        internal enum E { One }

        internal readonly record struct S(int Y);
        """;

    [Theory]
    [InlineData("a // b\nc", "a \nc")]
    [InlineData("a /* b\n */ c", "a \n c")]
    [InlineData("f(\"b\\\"c\", d)", "f( , d)")]
    [InlineData("f(@\"b\"\"\\\", d)", "f( , d)")]
    [InlineData("f('\"', '\\'', d)", "f( , , d)")]
    [InlineData("f($\"b{c}d{{e}}{g[\"h\"]}\", i)", "f( c g[ ] , i)")]
    [InlineData("f($\"{b:x2}\")", "f( b )")]
    [InlineData("f(\"\"\"b \"c\" \"\"\", d)", "f( , d)")]
    [InlineData("f($$\"\"\"b{c}{{d}}\"\"\")", "f( d )")]
    [InlineData("f(\"\", b)", "f( , b)")]
    public void Code_keeps_its_place_without_comments_and_literals(string source, string expected)
    {
        string code = CodeText.Of(source);

        Assert.Equal(source.Length, code.Length);
        Assert.Equal(expected, Spaces().Replace(code, " "));
    }

    [Fact]
    public void Types_and_functions_are_found_with_their_lines()
    {
        SourceFile source = SourceFile.Parse("N/A.cs", Sample);

        Assert.Equal(["A", "E", "S"], source.TopLevelTypes.Select(type => type.Name));
        Assert.Equal(["record", "enum", "record struct"], source.TopLevelTypes.Select(type => type.Keyword));
        Assert.Equal("N", source.Namespace);
        Assert.Equal(
            [(14, 15), (17, 21), (23, 23), (26, 29)],
            source.Blocks.Where(block => !block.IsType).Select(block => (source.LineAt(block.Start), source.LineAt(block.End))));
    }

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
