using System.Globalization;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>One option that connection strings may have (MongoDB specifications, uri-options).</summary>
/// <param name="Name">As the specification writes it; compared without regard to case.</param>
/// <param name="Kind">What its value has to be.</param>
/// <param name="Min">Of a number.</param>
/// <param name="Max">Of a number.</param>
internal sealed record UriOption(string Name, UriOptionKind Kind, int Min = 0, int Max = int.MaxValue)
{
    /// <summary>Whether its value is one that it can have.</summary>
    public bool Accepts(string value) => Kind switch
    {
        UriOptionKind.Flag => value is "true" or "false",
        UriOptionKind.Number => TryReadNumber(value, out int number) && number >= Min && number <= Max,
        UriOptionKind.Pairs => value.Split(',').All(static pair => pair.IndexOf(':', StringComparison.Ordinal) > 0),
        UriOptionKind.TagSets => value.Length == 0
            || value.Split(',').All(static pair => pair.IndexOf(':', StringComparison.Ordinal) > 0),
        _ => value.Length > 0,
    };

    /// <summary>What a value has to be, for a warning.</summary>
    public string Expected => Kind switch
    {
        UriOptionKind.Flag => "true or false",
        UriOptionKind.Number when Max == int.MaxValue =>
            string.Create(CultureInfo.InvariantCulture, $"a whole number from {Min} on"),
        UriOptionKind.Number => string.Create(CultureInfo.InvariantCulture, $"a whole number from {Min} to {Max}"),
        UriOptionKind.Pairs or UriOptionKind.TagSets => "name:value, several with commas between them",
        _ => "given a value",
    };

    internal static bool TryReadNumber(string value, out int number) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}

/// <summary>What the value of an option is.</summary>
internal enum UriOptionKind
{
    /// <summary>Any text but an empty one.</summary>
    Text,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A whole number in a range.</summary>
    Number,

    /// <summary><c>name:value,name:value</c>.</summary>
    Pairs,

    /// <summary>The same, and the option may be given several times, in the order of preference; an empty one matches
    /// any.</summary>
    TagSets,
}
