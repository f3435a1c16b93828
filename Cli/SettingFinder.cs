namespace TraceLlm.Monitor.Cli;

/// <summary>Looks for settings: a flag wins over the environment, the environment over <c>.env</c>.</summary>
/// <param name="arguments">The flags.</param>
/// <param name="environment">The process environment: null for a variable that is not set.</param>
/// <param name="workingDirectory">Where <c>.env</c> is looked for, and read only when a variable is found nowhere else.</param>
internal sealed class SettingFinder(GivenArguments arguments, Func<string, string?> environment, string workingDirectory)
{
    private DotEnvFile? _dotEnv;

    /// <summary>What was odd in <c>.env</c>, one line each; empty when it was not read.</summary>
    public IReadOnlyList<string> Warnings => _dotEnv?.Warnings ?? [];

    /// <summary>A variable of the process environment that belongs to the system; null when it is not set.</summary>
    public string? FindVariable(string name) => environment(name);

    /// <summary>Where TraceLLM keeps what the user set there.</summary>
    public TraceLlmFolder TraceLlmFolder => TraceLlmFolder.Of(environment);

    /// <summary>The flag's value; null when it is not given.</summary>
    public Setting? FindFlag(CommandOption option) =>
        arguments.Find(option) is var (name, value) ? new Setting(option, value, SettingSource.Flag, $"option {name}") : null;

    /// <summary>
    /// The strongest value; null when there is none. A variable that is set but empty counts as "none" and hides the one in
    /// <c>.env</c>, as it does for the backend.
    /// </summary>
    /// <exception cref="UsageException"><c>.env</c> is needed and cannot be read.</exception>
    public Setting? Find(CommandOption option)
    {
        if (FindFlag(option) is { } flag)
        {
            return flag;
        }

        string variable = option.Variable!;
        if (environment(variable) is { } value)
        {
            return Create(value, SettingSource.Environment, $"environment variable {variable}");
        }

        _dotEnv ??= DotEnvFile.Read(workingDirectory, environment);
        return _dotEnv.Find(variable) is { } entry
            ? Create(entry.Value ?? "", SettingSource.DotEnv, $".env line {entry.Line}, {variable}")
            : null;

        Setting? Create(string text, SettingSource source, string origin) =>
            text.Length == 0 ? null : new Setting(option, text, source, origin);
    }
}
