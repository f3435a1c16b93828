namespace TraceLlm.Monitor.Data;

/// <summary>
/// One string for each name that traces share (models, projects, environments), instead of one per trace. Bounded: when it is full,
/// it begins anew, and later traces share anew.
/// </summary>
internal sealed class NameTable
{
    /// <summary>Far more than a system has models and projects.</summary>
    private const int MaxNames = 2048;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>The string that stands for all that are equal to this one; null for null.</summary>
    public string? Shared(string? name)
    {
        if (name is null)
        {
            return null;
        }

        if (_names.TryGetValue(name, out string? shared))
        {
            return shared;
        }

        if (_names.Count == MaxNames)
        {
            _names.Clear();
        }

        _names.Add(name, name);
        return name;
    }
}
