using System.Text;

namespace TraceLlm.Monitor.Cli;

/// <summary>The text of <c>--help</c>, at most 80 columns wide, examples first.</summary>
internal static class HelpText
{
    private const int DescriptionColumn = 25;

    private const string Head = """
        tracellm monitor: a live terminal dashboard for TraceLLM

        Examples:
          tracellm monitor --demo                        a first look, at made-up traces
          tracellm monitor                               the backend on this machine
          tracellm monitor -r 5 -l 20                    poll every 5 s, show 20 traces
          tracellm monitor --ws-host wss://example.com   a backend behind TLS
          MONGO_URL=mongodb://db.example.com tracellm monitor --project shop

        Usage:
          tracellm monitor [OPTIONS]

        Options:

        """;

    private const string Tail = """

        Environment:
          MONGO_URL, DB_NAME, TRACELLM_WS_HOST and TRACELLM_WS_PORT are read from the
          environment, else from the file .env in the working directory. An option wins
          over both. NO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE, COLORTERM and TERM
          decide the colours, LC_ALL, LC_CTYPE and LANG the characters.

        Keys:
          ? lists them all; arrows or j and k select, Enter opens a trace, / filters,
          Ctrl+C or q stops.

        Exit codes:
          0 stopped by the user, 1 crashed, 2 wrong usage,
          129 SIGHUP, 131 SIGQUIT, 143 SIGTERM

        """;

    public static string Of(CommandTree tree)
    {
        StringBuilder text = new(Head);
        foreach (CommandOption option in tree.AllOptions)
        {
            AppendOption(text, option);
        }

        return text.Append(Tail).ToString();
    }

    private static void AppendOption(StringBuilder text, CommandOption option)
    {
        string shortName = option.Aliases.FirstOrDefault() is { } alias ? alias + ", " : "    ";
        string left = $"  {shortName}{option.Name} {option.HelpName}".TrimEnd();
        foreach (string line in option.Help)
        {
            text.Append(left.PadRight(DescriptionColumn)).Append(line).Append('\n');
            left = "";
        }
    }
}
