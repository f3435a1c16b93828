namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The options of one connection string as texts, each of the kind that it has to be. What is not known or not usable is left out
/// with a warning. Values may be secret: nothing here shows them.
/// </summary>
internal sealed class UriOptionValues
{
    private const int LongestKnownName = 32;

    private readonly Dictionary<string, List<string>> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _warnings = [];

    /// <param name="text">What follows the '?'; may be empty.</param>
    /// <exception cref="MongoUriException">An option is malformed, or contradicts another of the same name.</exception>
    public UriOptionValues(string text)
    {
        foreach (string pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new MongoUriException("an option of the MongoDB connection string is not name=value");
            }

            Add(pair[..equals], UriText.Decode(pair[(equals + 1)..], "an option"));
        }
    }

    /// <summary>One line for each option that is ignored although it was meant to do something.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>The names that were given, usable values only.</summary>
    public IReadOnlyCollection<string> Names => _values.Keys;

    /// <summary>The same with the values of others added that are not among them.</summary>
    public UriOptionValues WithMissing(UriOptionValues others)
    {
        var all = new UriOptionValues("");
        foreach ((string name, List<string> values) in _values.Concat(others._values))
        {
            all._values.TryAdd(name, [.. values]);
        }

        all._warnings.AddRange(_warnings);
        return all;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <returns>Null when it was not given.</returns>
    public string? Text(string name) => _values.TryGetValue(name, out List<string>? values) ? values[0] : null;

    /// <returns>Null when it was not given.</returns>
    public bool? Flag(string name) => Text(name) is string value ? value == "true" : null;

    /// <returns>Null when it was not given.</returns>
    public int? Number(string name) =>
        Text(name) is string value && UriOption.TryReadNumber(value, out int number) ? number : null;

    /// <returns>Null when it was not given.</returns>
    public TimeSpan? Milliseconds(string name) => Number(name) is int number ? TimeSpan.FromMilliseconds(number) : null;

    /// <summary>Every value of an option that may be given several times, in the order given.</summary>
    public IReadOnlyList<string> All(string name) => _values.TryGetValue(name, out List<string>? values) ? values : [];

    /// <summary>Says that an option cannot be used, and leaves it out.</summary>
    public void Ignore(string name, string expected)
    {
        _values.Remove(name);
        _warnings.Add($"option {name} of the MongoDB connection string must be {expected}; it is ignored");
    }

    private void Add(string name, string value)
    {
        if (UriOptionTable.Find(name) is not UriOption option)
        {
            _warnings.Add($"{Quote(name)} of the MongoDB connection string is not known and is ignored");
        }
        else if (value.Length == 0 && option.Name == "authSource")
        {
            throw new MongoUriException("option authSource of the MongoDB connection string is empty");
        }
        else if (!option.Accepts(value))
        {
            Ignore(option.Name, option.Expected);
        }
        else if (_values.TryGetValue(option.Name, out List<string>? earlier))
        {
            AddAgain(option, value, earlier);
        }
        else
        {
            _values.Add(option.Name, [value]);
        }
    }

    private void AddAgain(UriOption option, string value, List<string> earlier)
    {
        bool isSecurity = option.Name.StartsWith("tls", StringComparison.Ordinal);
        if (option.Name.StartsWith("proxy", StringComparison.Ordinal) || (isSecurity && earlier[0] != value))
        {
            throw new MongoUriException($"the MongoDB connection string gives {option.Name} twice");
        }

        if (option.Kind == UriOptionKind.TagSets)
        {
            earlier.Add(value);
            return;
        }

        earlier[0] = value;
        if (option.Name != "tls") // which has two names, here with the same value
        {
            _warnings.Add($"option {option.Name} of the MongoDB connection string is given twice; the last one counts");
        }
    }

    /// <summary>A name that is no plain word could be anything, a piece of a password included: it is not repeated.</summary>
    private static string Quote(string name) =>
        name.Length <= LongestKnownName && name.All(char.IsAsciiLetter) ? $"option {name}" : "an option";
}
