using System.Text.RegularExpressions;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests;

/// <summary>Reads the sources and enforces their size and what they may not call.</summary>
public sealed class SourceRulesTests
{
    private const int MaxFileLines = 300;
    private const int MaxFunctionLines = 40;

    /// <summary>Types that stand beside another one in its file, because nothing can be said of them without it.</summary>
    private static readonly string[] Companions =
    [
        "Data/ITraceStore.cs: ChangePage",
        "Data/Mongo/ReadCommand.cs: ReadCommandName",
        "Data/Mongo/TraceOrder.cs: TraceOrderRules",
        "Net/Demo/DemoTrace.cs: DemoStep",
        "Tui/Views/RowText.cs: RowTextCache",
    ];

    /// <summary>Words that say nothing about what a type is.</summary>
    private static readonly string[] EmptySuffixes = ["Manager", "Helper", "Helpers", "Utils", "Util", "Service", "Base", "Impl"];

    /// <summary>What may not be called, the places that may (a file, or a folder ending in /), and what to do instead.</summary>
    private static readonly (string Pattern, string[] Places, string Instead)[] Banned =
    [
        (@"(?<!\w)Console\s*\.", ["ConsoleText.cs", "Tui/Ansi/Terminal.cs", "Tui/Ansi/Termios.cs", "Tui/Plain/"], "ConsoleText or Terminal"),
        (@"\b(DllImport|LibraryImport)\b|\bnew\s+SafeFileHandle\b", ["ConsoleText.cs", "Runtime/", "Cli/RegularFile.cs", "Tui/Ansi/", "Tui/Plain/"], "ConsoleText or Terminal"),
        (@"\bEnvironment\s*\.\s*(Exit|ExitCode|FailFast)\b", ["Program.cs"], "an event that ends the main loop"),
        (@"\bEnvironment\s*\.\s*(GetEnvironmentVariables?|ExpandEnvironmentVariables)\b", ["Program.cs", "CommandLine.cs"], "an option"),
        (@"\bThread\s*\.\s*Sleep\b", [], "Task.Delay with a TimeProvider"),
        (@"\.\s*Result\b(?!\s*[({<=])|\.\s*GetAwaiter\s*\(\s*\)\s*\.\s*GetResult\b|\.\s*Wait\s*\(\s*\)", ["Program.cs"], "await"),
        (@"\basync\s+void\b", [], "async Task"),
        (@"\bDateTime\s*\.\s*(Now|UtcNow|Today)\b|\bDateTimeOffset\s*\.\s*(Now|UtcNow)\b", [], "TimeProvider"),
        (@"\bGC\s*\.\s*Collect\b", ["Runtime/HeapTrim.cs"], "nothing"),
        (@"^\s*#region\b", [], "a type of its own"),
    ];

    private static readonly IReadOnlyList<SourceFile> Sources = Repository.ReadSources();

    private static IEnumerable<SourceFile> Written => Sources.Where(source => !source.IsGenerated);

    private static IEnumerable<SourceFile> Product => Written.Where(source => source.IsProduct);

    [Fact]
    public void Files_are_found() => Assert.InRange(Sources.Count, 20, 2000);

    [Fact]
    public void Files_stay_below_their_ceiling() => Report(
        from source in Written
        let lines = source.LineAt(source.Text.Length) - 1
        where lines > MaxFileLines
        select $"{source.Location}: {lines} lines, at most {MaxFileLines}");

    [Fact]
    public void Functions_stay_below_their_ceiling() => Report(
        from source in Written
        from block in source.Blocks
        where !block.IsType
        let lines = source.LineAt(block.End) - source.LineAt(block.Start) + 1
        where lines > MaxFunctionLines
        select $"{source.Place(block.Start)}: a function of {lines} lines, at most {MaxFunctionLines}");

    [Fact]
    public void Types_stand_in_files_of_their_name() => Report(
        from source in Product
        where source.TopLevelTypes.Any() && source.TopLevelTypes.All(type => type.Name != source.Name)
        select $"{source.Location}: no type of that name in it");

    [Fact]
    public void Files_hold_one_type_and_its_enums() => Report(
        from source in Product
        from type in source.TopLevelTypes
        where type.Name != source.Name && type.Keyword != "enum" && !Companions.Contains($"{source.Location}: {type.Name}")
        select $"{source.Place(type.Start)}: {type.Name} needs a file of its own");

    [Fact]
    public void Type_names_say_what_they_are() => Report(
        from source in Product
        from block in source.Blocks
        where block.IsType && EmptySuffixes.Any(suffix => block.Name.EndsWith(suffix, StringComparison.Ordinal))
        select $"{source.Place(block.Start)}: {block.Name} says nothing");

    [Fact]
    public void Banned_calls_are_not_made() => Report(
        from source in Product
        from rule in Banned
        where !rule.Places.Any(place => IsAt(source, place))
        from Match match in Regex.Matches(source.Code, rule.Pattern, RegexOptions.Multiline)
        select $"{source.Place(match.Index)}: {match.Value.Trim()} is banned here; use {rule.Instead}");

    [Fact]
    public void Tests_do_not_sleep() => Report(
        from source in Sources
        where !source.IsProduct
        from Match match in Regex.Matches(source.Code, @"\bThread\s*\.\s*Sleep\b|\basync\s+void\b")
        select $"{source.Place(match.Index)}: {match.Value}");

    /// <summary>Files and folders that hold sources; what else lies in a developer's checkout is nobody's business.</summary>
    [Fact]
    public void Every_root_entry_has_its_reason_in_the_architecture()
    {
        string reasons = File.ReadAllText(Repository.PathOf("ARCHITECTURE.md"));
        Report(
            from entry in Sources.Select(source => source.Folder.Length == 0 ? source.Location : source.Location.Split('/')[0] + "/").Distinct()
            where !reasons.Contains($"`{entry}`", StringComparison.Ordinal)
            select $"{entry} has no reason in ARCHITECTURE.md");
    }

    [Fact]
    public void Nothing_is_left_to_do() => Report(
        from source in Sources
        from Match match in Regex.Matches(source.Text, @"//.*\b(TO" + "DO|FIX" + "ME|HA" + @"CK|X" + @"XX)\b")
        select $"{source.Place(match.Index)}: {match.Value}");

    private static bool IsAt(SourceFile source, string place) =>
        place.EndsWith('/') ? source.Location.StartsWith(place, StringComparison.Ordinal) : source.Location == place;

    /// <summary>Fails with every violation on a line of its own.</summary>
    private static void Report(IEnumerable<string> violations)
    {
        string[] found = [.. violations];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }
}
