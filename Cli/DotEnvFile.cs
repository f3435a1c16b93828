using System.Text;

namespace TraceLlm.Monitor.Cli;

/// <summary>
/// The variables of a <c>.env</c> file by python-dotenv's rules, as TraceLLM's backend reads them: of two with one name the last
/// counts, <c>${VAR}</c> and <c>${VAR:-default}</c> are replaced in values of every quoting, and there the environment wins over the file.
/// </summary>
internal sealed class DotEnvFile
{
    /// <summary>A file of settings is small: a larger one is something else.</summary>
    public const int MaxFileBytes = 1 << 20;

    /// <summary>Values that refer to one another can grow without bound.</summary>
    private const int MaxExpandedCharacters = 1 << 20;

    /// <summary>More lines about one file help nobody.</summary>
    private const int MaxWarnings = 3;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, DotEnvEntry> _entries = [];
    private readonly List<string> _warnings = [];
    private readonly Func<string, string?> _environment;
    private int _expandedCharacters;

    private DotEnvFile(Func<string, string?> environment) => _environment = environment;

    /// <summary>One line for each of the first statements that could not be read.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>How many variables the file names.</summary>
    public int Count => _entries.Count;

    /// <summary>Reads <c>.env</c> in a directory; a missing file is an empty one.</summary>
    /// <param name="directory">The directory; no other one is searched.</param>
    /// <param name="environment">The process environment: null for a variable that is not set.</param>
    /// <exception cref="UsageException">The file exists and cannot be read.</exception>
    public static DotEnvFile Read(string directory, Func<string, string?> environment)
    {
        byte[]? bytes = ReadBytes(Path.Combine(directory, ".env"));
        if (bytes is null)
        {
            return new DotEnvFile(environment);
        }

        try
        {
            return Parse(StrictUtf8.GetString(bytes), environment);
        }
        catch (DecoderFallbackException)
        {
            throw Unreadable("it is not UTF-8 text");
        }
    }

    /// <exception cref="UsageException">The values refer to one another until they are too long.</exception>
    public static DotEnvFile Parse(string text, Func<string, string?> environment)
    {
        DotEnvFile file = new(environment);
        DotEnvParser parser = new(text.TrimStart('\ufeff').Replace("\r\n", "\n").Replace('\r', '\n'));
        while (parser.TryRead(out DotEnvEntry entry))
        {
            file.Take(entry);
        }

        return file;
    }

    /// <summary>The entry of a variable; null when the file does not name it.</summary>
    public DotEnvEntry? Find(string variable) => _entries.TryGetValue(variable, out DotEnvEntry entry) ? entry : null;

    private void Take(DotEnvEntry entry)
    {
        if (entry.Name is not null)
        {
            _entries[entry.Name] = entry.Value is null ? entry : entry with { Value = Expand(entry.Value, entry.Line) };
        }
        else if (_warnings.Count < MaxWarnings)
        {
            _warnings.Add($".env line {entry.Line} is skipped: it is not of the form NAME=value");
        }
    }

    /// <summary>Replaces references. A default counts only for a variable that is not set at all, not for an empty one.</summary>
    private string Expand(string value, int line)
    {
        StringBuilder expanded = new();
        ReadOnlySpan<char> rest = value;
        int behindReferences = value.Length - (value.LastIndexOf('}') + 1);
        while (rest.Length > behindReferences)
        {
            if (TryReadReference(rest, out string name, out string fallback, out int length))
            {
                expanded.Append(Resolve(name) ?? fallback);
                rest = rest[length..];
            }
            else
            {
                expanded.Append(rest[0]);
                rest = rest[1..];
            }

            if (_expandedCharacters + expanded.Length > MaxExpandedCharacters)
            {
                throw Unreadable($"the variables that line {line} refers to make it too long");
            }
        }

        expanded.Append(rest);
        _expandedCharacters += expanded.Length;
        return expanded.ToString();
    }

    /// <summary>The environment's value, else the file's above this line (empty for a name alone); null when neither knows it.</summary>
    private string? Resolve(string name) =>
        _environment(name) ?? (_entries.TryGetValue(name, out DotEnvEntry entry) ? entry.Value ?? "" : null);

    /// <summary>Reads <c>${name}</c> or <c>${name:-fallback}</c> at the start of a text.</summary>
    private static bool TryReadReference(ReadOnlySpan<char> text, out string name, out string fallback, out int length)
    {
        (name, fallback, length) = ("", "", 0);
        int end = text.StartsWith("${") ? text.IndexOfAny('}', ':') : -1;
        if (end < 0)
        {
            return false;
        }

        bool hasFallback = text[end..].StartsWith(":-");
        int close = text[end] == '}' ? end : hasFallback ? end + text[end..].IndexOf('}') : -1;
        if (close < end)
        {
            return false;
        }

        name = text[2..end].ToString();
        fallback = hasFallback ? text[(end + 2)..close].ToString() : "";
        length = close + 1;
        return true;
    }

    /// <returns>Null when there is none: a directory of that name is passed over.</returns>
    private static byte[]? ReadBytes(string path)
    {
        if (Directory.Exists(path))
        {
            return null;
        }

        byte[]? bytes = RegularFile.TryRead(path, MaxFileBytes, out string? problem);
        return problem is null ? bytes : throw Unreadable(problem);
    }

    private static UsageException Unreadable(string reason) => new(
        $"the file .env in the working directory cannot be used: {reason}; correct it, or start in another directory");
}
