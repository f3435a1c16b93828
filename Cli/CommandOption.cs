using System.CommandLine;

namespace TraceLlm.Monitor.Cli;

/// <summary>
/// An option of the command line. Its value stays text here: System.CommandLine splits the arguments, and everything that can be
/// wrong with them is found and told by us, so that every error has the same form.
/// </summary>
internal sealed class CommandOption : Option<string>
{
    public CommandOption(string name, params string[] aliases)
        : base(name, aliases)
    {
        Arity = ArgumentArity.Zero;
        CustomParser = static _ => "";
    }

    /// <summary>What a value must be, to follow "is not" and "needs": <c>a whole number from 1 to 200</c>; null: it takes no value.</summary>
    public string? Allowed
    {
        get;
        init
        {
            field = value;
            Arity = ArgumentArity.ZeroOrMore;
        }
    }

    /// <summary>The environment variable (or name in <c>.env</c>) that stands in when the option is not given; null: none.</summary>
    public string? Variable { get; init; }

    /// <summary>The lines of the help text; <see cref="Option.HelpName"/> names the value.</summary>
    public required string[] Help { get; init; }
}
