using System.CommandLine;
using System.CommandLine.Parsing;

namespace TraceLlm.Monitor.Cli;

/// <summary>The arguments, sorted: which command, which options, with which values.</summary>
internal sealed class GivenArguments
{
    private readonly CommandTree _tree;
    private readonly Dictionary<CommandOption, (string Name, string Value)> _options = [];

    private GivenArguments(CommandTree tree) => _tree = tree;

    /// <summary>The command <c>monitor</c> is given.</summary>
    public bool HasCommand { get; private set; }

    /// <exception cref="UsageException">The arguments are not of the form <c>monitor [OPTIONS]</c>.</exception>
    public static GivenArguments Read(CommandTree tree, IReadOnlyList<string> arguments)
    {
        ParserConfiguration plain = new() { ResponseFileTokenReplacer = null };
        IReadOnlyList<Token> tokens = CommandLineParser.Parse(tree.Root, arguments, plain).Tokens;
        GivenArguments given = new(tree);
        if (given.FindRequest(tokens) is { } request)
        {
            given._options[request] = (request.Name, "");
            return given;
        }

        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Type == TokenType.Option)
            {
                i += given.TakeOption(tokens, i);
            }
            else
            {
                given.TakeWord(tokens[i]);
            }
        }

        return given;
    }

    public bool Has(CommandOption option) => _options.ContainsKey(option);

    /// <summary>The value of an option, and the name it was typed by; null when it is not given.</summary>
    public (string Name, string Value)? Find(CommandOption option) => _options.TryGetValue(option, out var found) ? found : null;

    /// <summary>The first --help or --version: whoever asks for it gets it, whatever else is wrong with the line, unless the
    /// command before it does not exist.</summary>
    private CommandOption? FindRequest(IReadOnlyList<Token> tokens)
    {
        bool hasCommand = false;
        foreach (Token token in tokens)
        {
            if (token.Type == TokenType.Option && Named(token.Value) is { } option && (option == _tree.Help || option == _tree.Version))
            {
                return option;
            }

            if (token.Type == TokenType.Argument && !hasCommand)
            {
                return null;
            }

            hasCommand |= token.Type == TokenType.Command;
        }

        return null;
    }

    /// <summary>Takes the option at an index and its value.</summary>
    /// <returns>How many tokens after the option were its value.</returns>
    private int TakeOption(IReadOnlyList<Token> tokens, int index)
    {
        CommandOption option = Named(tokens[index].Value)!;
        string name = tokens[index].Value;
        if (_options.ContainsKey(option))
        {
            throw new UsageException($"option {option.Name} is given twice; give it once");
        }

        bool hasNext = index + 1 < tokens.Count && tokens[index + 1].Type == TokenType.Argument;
        string next = hasNext ? tokens[index + 1].Value : "";
        if (option.Allowed is null)
        {
            _options.Add(option, (name, ""));
            return 0;
        }

        if (next.StartsWith("--", StringComparison.Ordinal))
        {
            throw UnknownOption(next);
        }

        if (next.Length == 0)
        {
            throw new UsageException($"option {name} needs a value: {option.Allowed}");
        }

        _options.Add(option, (name, next));
        return 1;
    }

    private void TakeWord(Token token)
    {
        if (token.Type == TokenType.Command)
        {
            HasCommand = true;
        }
        else if (token.Type == TokenType.Argument && token.Value is ['-', _, ..])
        {
            throw UnknownOption(token.Value);
        }
        else if (token.Type != TokenType.DoubleDash)
        {
            throw HasCommand ? StrayArgument(token.Value) : UnknownCommand(token.Value);
        }
    }

    private CommandOption? Named(string name) =>
        _tree.AllOptions.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    private UsageException UnknownOption(string typed)
    {
        string name = typed.Split('=', ':')[0];
        if (Named(name) is not null && !HasCommand)
        {
            return new UsageException($"option {name} follows the command: tracellm monitor {name} ...");
        }

        string? nearest = Suggestion.For(name, _tree.AllOptions.Select(option => option.Name));
        string advice = nearest is null ? "'tracellm monitor --help' lists the options" : $"did you mean {nearest}?";
        return new UsageException($"unknown option {ShownText.Quote(name)}; {advice}");
    }

    private static UsageException UnknownCommand(string typed) => new(
        $"unknown command {ShownText.Quote(typed)}; the command is 'tracellm monitor', and 'tracellm --help' explains it");

    private static UsageException StrayArgument(string typed) => new(
        $"unexpected argument {ShownText.Quote(typed)}; 'tracellm monitor' takes options only, see 'tracellm monitor --help'");
}
