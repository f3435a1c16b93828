using System.Diagnostics;
using TraceLlm.Monitor;

switch (CommandLine.Parse(args, Environment.GetEnvironmentVariable, "."))
{
    case CommandLineResult.Print print:
        ConsoleText.Print(print.Text);
        return 0;
    case CommandLineResult.UsageError error:
        ConsoleText.PrintErrorLine(error.Line);
        return 2;
    case CommandLineResult.Run run:
        ConsoleText.PrintLine(run.Options.ToString());
        return 0;
    default:
        throw new UnreachableException();
}
