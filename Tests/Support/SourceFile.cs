using System.Text.RegularExpressions;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A C# file as the rules of the repository see it.</summary>
internal sealed partial class SourceFile
{
    private SourceFile(string location, string text)
    {
        Location = location.Replace('\\', '/');
        Text = text;
        Code = CodeText.Of(text);
        Blocks = CodeBlock.FindAll(Code);
    }

    /// <summary>The path from the root, with <c>/</c>.</summary>
    public string Location { get; }

    /// <summary>The directory from the root; empty for the root itself.</summary>
    public string Folder => Location.Contains('/') ? Location[..Location.LastIndexOf('/')] : "";

    /// <summary>Up to the first point: partial types share it (<c>Terminal.Signals.cs</c>).</summary>
    public string Name => Location[(Location.LastIndexOf('/') + 1)..].Split('.')[0];

    public bool IsGenerated => Location.EndsWith(".g.cs", StringComparison.Ordinal);

    public bool IsProduct => !Location.StartsWith("Tests/", StringComparison.Ordinal) && !Location.StartsWith("bench/", StringComparison.Ordinal);

    public string Text { get; }

    /// <summary><see cref="Text"/> without comments and the text of literals, at the same positions.</summary>
    public string Code { get; }

    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>The namespace; empty when there is none.</summary>
    public string Namespace => NamespacePattern().Match(Code).Groups["name"].Value;

    public IEnumerable<CodeBlock> TopLevelTypes => Blocks.Where(block => block.IsTopLevelType);

    public static SourceFile Parse(string location, string text) => new(location, text);

    /// <summary>For messages: <c>Data/Trace.cs:12</c>.</summary>
    public string Place(int index) => $"{Location}:{LineAt(index)}";

    /// <summary>The 1-based line of a position.</summary>
    public int LineAt(int index) => Text.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespacePattern();
}
