using System.Text.RegularExpressions;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests;

/// <summary>Reads the sources and enforces who may use whom (ARCHITECTURE.md).</summary>
public sealed partial class LayeringTests
{
    private const string RootNamespace = "TraceLlm.Monitor";
    private const string Everything = "*";

    /// <summary>What each folder, and each file at the root, may use besides itself. What is not listed here may not exist.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Program"] = [Everything],
        ["Composition"] = ["MonitorOptions", "Data", "Data/Mongo", "Net", "Net/Demo", "Tui"],
        ["ProcessSignals"] = ["EventQueue", "MonitorEvent", "ExitCode"],
        ["MonitorLoop"] = ["MonitorEvent", "EventQueue", "ExitCode", "SourceCrashedException", "Runtime", "Data", "Tui", "Tui/Ansi"],
        ["EventQueue"] = ["MonitorEvent", "Data"],
        ["MonitorEvent"] = ["Data", "Tui/Ansi"],
        ["SourceCrashedException"] = [],
        ["ExitCode"] = [],
        ["Runtime"] = ["Data", "Tui"],
        ["CommandLine"] = ["CommandLineResult", "MonitorOptions", "Cli", "Data", "Tui/Ansi"],
        ["CommandLineResult"] = ["MonitorOptions"],
        ["MonitorOptions"] = ["Tui/Ansi", "Tui/Themes"],
        ["ConsoleText"] = [],
        ["Cli"] = ["MonitorOptions", "Tui/Ansi", "Tui/Themes"],
        ["Data"] = [],
        ["Data/Mongo"] = ["Data", "Data/Mongo/Topology"],
        ["Data/Mongo/Topology"] = ["Data/Mongo", "Data"],
        ["Net"] = ["Net/WebSockets", "Data"],
        ["Net/WebSockets"] = ["Data"],
        ["Net/Demo"] = ["Net", "Net/WebSockets", "Data"],
        ["Tui"] = ["Tui/State", "Tui/Views", "Tui/Views/Detail", "Tui/Widgets", "Tui/Themes", "Tui/Ansi", "Data"],
        ["Tui/State"] = ["Tui", "Tui/Ansi", "Data"],
        ["Tui/Views"] = ["Tui", "Tui/State", "Tui/Widgets", "Tui/Ansi", "Data"],
        ["Tui/Views/Detail"] = ["Tui", "Tui/State", "Tui/Views", "Tui/Widgets", "Tui/Ansi", "Data"],
        ["Tui/Widgets"] = ["Tui", "Tui/Ansi"],
        ["Tui/Themes"] = ["Tui/Ansi"],
        ["Tui/Plain"] = ["Tui/Ansi", "Data"],
        ["Tui/Ansi"] = [],
    };

    /// <summary>Types that a folder may not name although it may use their folder: what draws sees the ScreenBuffer only, and the
    /// loop sees the views through their interface.</summary>
    private static readonly Dictionary<string, string[]> Withheld = new()
    {
        ["Tui/Views"] = ["Terminal", "Termios", "AnsiWriter", "ScreenDiff"],
        ["Tui/Views/Detail"] = ["Terminal", "Termios", "AnsiWriter", "ScreenDiff"],
        ["Tui/State"] = ["Terminal", "Termios", "AnsiWriter", "ScreenDiff", "ScreenBuffer"],
        ["Tui/Widgets"] = ["Terminal", "Termios", "AnsiWriter", "ScreenDiff"],
        ["MonitorLoop"] = ["Terminal", "Termios", "AnsiWriter", "Dashboard", "DashboardState"],
    };

    /// <summary>Known by a global using everywhere (the project file).</summary>
    private static readonly string[] KnownEverywhere = ["Trace"];

    private static readonly SourceFile[] Product = [.. Repository.ReadSources().Where(source => source.IsProduct)];

    [Fact]
    public void Every_folder_and_root_file_has_its_place() => Report(
        from source in Product
        where !Allowed.ContainsKey(LayerOf(source))
        select $"{source.Location}: say in {nameof(LayeringTests)}.{nameof(Allowed)} and in ARCHITECTURE.md what it may use");

    [Fact]
    public void Namespace_is_the_folder() => Report(
        from source in Product
        let expected = source.Folder.Length == 0 ? RootNamespace : $"{RootNamespace}.{source.Folder.Replace('/', '.')}"
        where source.Namespace != expected && source.Name != "Program"
        select $"{source.Location}: namespace {expected} expected");

    [Fact]
    public void Namespaces_of_other_layers_are_named_only_where_allowed() => Report(
        from source in Product
        from Match name in QualifiedName().Matches(source.Code)
        let target = LayerOfName(name.Value, source)
        where target is not null && !IsAllowed(LayerOf(source), target)
        select $"{source.Place(name.Index)}: {LayerOf(source)} may not use {target}");

    /// <summary>A type of an enclosing namespace needs no using: it is found by its name.</summary>
    [Fact]
    public void Types_of_enclosing_layers_are_named_only_where_allowed()
    {
        ILookup<string, SourceFile> owners = Product
            .SelectMany(source => source.TopLevelTypes.Select(type => (type.Name, source)))
            .ToLookup(pair => pair.Name, pair => pair.source);

        Report(
            from source in Product
            let layer = LayerOf(source)
            from Match name in TypeUse().Matches(source.Code)
            let owner = owners[name.Value].FirstOrDefault(owner => IsVisible(owner, source))
            where owner is not null && !IsAllowed(layer, LayerOf(owner)) && !owners[name.Value].Any(other => LayerOf(other) == layer)
            select $"{source.Place(name.Index)}: {layer} may not use {name.Value} of {LayerOf(owner)}");
    }

    [Fact]
    public void Withheld_types_are_not_named() => Report(
        from source in Product
        from withheld in Withheld.GetValueOrDefault(LayerOf(source), [])
        from Match name in Regex.Matches(source.Code, $@"\b{withheld}\b")
        select $"{source.Place(name.Index)}: {LayerOf(source)} may not name {withheld}");

    /// <summary>The folder, or for a file at the root its name.</summary>
    private static string LayerOf(SourceFile source) => source.Folder.Length == 0 ? source.Name : source.Folder;

    /// <summary>The layer that a name written in full, or relative to an enclosing namespace, leads into; null: none.</summary>
    private static string? LayerOfName(string name, SourceFile user)
    {
        if (name.StartsWith(RootNamespace + ".", StringComparison.Ordinal))
        {
            return Longest(name[(RootNamespace.Length + 1)..].Replace('.', '/'));
        }

        string relative = name.Replace('.', '/');
        return Longest($"{user.Folder}/{relative}", below: user.Folder) ?? Longest(relative);
    }

    /// <summary>The longest beginning of a path that is a layer below a folder; null: none is.</summary>
    private static string? Longest(string path, string below = "")
    {
        for (; path.Length > below.Length; path = path.Contains('/') ? path[..path.LastIndexOf('/')] : "")
        {
            if (Allowed.ContainsKey(path))
            {
                return path;
            }
        }

        return null;
    }

    private static bool IsAllowed(string layer, string target) =>
        target == layer || !Allowed.TryGetValue(layer, out string[]? allowed) || allowed.Contains(target) || allowed.Contains(Everything);

    private static bool IsVisible(SourceFile owner, SourceFile user) =>
        user.Namespace.StartsWith(owner.Namespace, StringComparison.Ordinal)
        || owner.TopLevelTypes.Any(type => KnownEverywhere.Contains(type.Name));

    /// <summary>Fails with every violation on a line of its own.</summary>
    private static void Report(IEnumerable<string> violations)
    {
        string[] found = [.. violations];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    /// <summary>A namespace after <c>using</c>, or a name with points; the file's own namespace apart.</summary>
    [GeneratedRegex(@"(?<![\w.])(?<!^namespace\s+)[A-Z]\w*(\.[A-Z]\w*)+", RegexOptions.Multiline)]
    private static partial Regex QualifiedName();

    /// <summary>An identifier where a type may stand: before a member, a variable, a type argument's end, or after a word that wants one.</summary>
    [GeneratedRegex(@"(?<![\w.])[A-Z]\w*(?=\s*(\.|\?\s|>|\[\])|\s+[a-z_]\w*\s*[,;=)]|\s+[A-Z]\w*\s*(\(|\{|=>))"
        + @"|(?<=\b(new|is|as|typeof\(|not)\s*)[A-Z]\w*")]
    private static partial Regex TypeUse();
}
