using System.CommandLine;

namespace TraceLlm.Monitor.Cli;

/// <summary>The commands and options that exist, in the order of the help text.</summary>
internal sealed class CommandTree
{
    public CommandTree()
    {
        Command monitor = new("monitor")
        {
            Refresh, Limit, History, Filter, WsHost, WsPort, WsTls, MongoUrl, DbName, Project, Environment, ChangeStream, Utc, Theme, Color,
            Ascii, Utf8, Demo,
        };
        Root = new Command("tracellm") { monitor, Help, Version };
        AllOptions = [.. monitor.Options.Cast<CommandOption>(), Help, Version];
    }

    public Command Root { get; }

    /// <summary>Those of the one command, <c>monitor</c>, then those that are understood everywhere.</summary>
    public IReadOnlyList<CommandOption> AllOptions { get; }

    public CommandOption Refresh { get; } = new("--refresh", "-r")
    {
        HelpName = "SECONDS",
        Allowed = "a number of seconds from 0.1 to 3600, such as 2 or 0.5",
        Help = ["poll the store this often, 0.1 to 3600 (default 2)"],
    };

    public CommandOption Limit { get; } = new("--limit", "-l")
    {
        HelpName = "N",
        Allowed = "a whole number from 1 to 200, such as 10",
        Help = ["show this many recent traces, 1 to 200 (default 10)"],
    };

    public CommandOption History { get; } = new("--history")
    {
        HelpName = "N",
        Allowed = "a whole number from 1 to 100000, such as 1000",
        Help = ["hold this many traces, 1 to 100000 (default 1000)"],
    };

    public CommandOption Filter { get; } = new("--filter")
    {
        HelpName = "TEXT",
        Allowed = "a filter, such as 'status:failed latency>2s'",
        Help = ["begin with this filter, as 'status:failed latency>2s'", "or 'gpt !timeout'; README.md tells the language"],
    };

    public CommandOption WsHost { get; } = new("--ws-host")
    {
        HelpName = "HOST",
        Allowed = "a host name, an IP address, or an address such as ws://localhost:8000",
        Variable = "TRACELLM_WS_HOST",
        Help =
        [
            "the backend's host, or its address: ws://HOST:PORT or",
            "wss://HOST (default TRACELLM_WS_HOST, else 127.0.0.1)",
        ],
    };

    public CommandOption WsPort { get; } = new("--ws-port")
    {
        HelpName = "PORT",
        Allowed = "a port from 1 to 65535, such as 8000",
        Variable = "TRACELLM_WS_PORT",
        Help = ["the backend's port (default TRACELLM_WS_PORT, else", "8000); 8000, 8001, 8080 and 3000 are tried after it"],
    };

    public CommandOption WsTls { get; } = new("--ws-tls") { Help = ["reach the backend by TLS, as wss:// does"] };

    public CommandOption MongoUrl { get; } = new("--mongo-url")
    {
        HelpName = "URL",
        Allowed = "an address beginning with mongodb:// or mongodb+srv://",
        Variable = "MONGO_URL",
        Help = ["read traces from this MongoDB (default MONGO_URL, else", "the store that the backend names)"],
    };

    public CommandOption DbName { get; } = new("--db-name")
    {
        HelpName = "NAME",
        Allowed = "a database name: 1 to 63 bytes, without / \\ . \" $ and spaces",
        Variable = "DB_NAME",
        Help = ["the MongoDB database (default DB_NAME, else tracellm)"],
    };

    public CommandOption Project { get; } = new("--project")
    {
        HelpName = "ID",
        Allowed = "a project id of 1 to 128 characters",
        Help = ["only traces of this project"],
    };

    public CommandOption Environment { get; } = new("--environment")
    {
        HelpName = "ENV",
        Allowed = "an environment of 1 to 128 characters, such as production",
        Help = ["only traces of this environment, such as production"],
    };

    public CommandOption ChangeStream { get; } = new("--change-stream")
    {
        Help = ["let a MongoDB replica set tell new traces by itself;", "where it cannot, it is polled"],
    };

    public CommandOption Utc { get; } = new("--utc") { Help = ["show times in UTC instead of the local time zone"] };

    public CommandOption Theme { get; } = new("--theme")
    {
        HelpName = "NAME",
        Allowed = "a theme: default, dark, light, matrix, dracula, nord, retro, purple, or the name of a file in ~/.tracellm/themes",
        Help =
        [
            "default, dark, light, matrix, dracula, nord, retro,",
            "purple, or a file of ~/.tracellm/themes (default: the",
            "theme of ~/.tracellm/config.json)",
        ],
    };

    public CommandOption Color { get; } = new("--color")
    {
        HelpName = "WHEN",
        Allowed = "auto, always, never, 16, 256 or true",
        Help = ["auto, always, never, or the number of colours: 16, 256,", "true (default auto: what the environment says)"],
    };

    public CommandOption Ascii { get; } = new("--ascii") { Help = ["draw with ASCII characters only"] };

    public CommandOption Utf8 { get; } = new("--utf8") { Help = ["draw with UTF-8 characters, whatever the locale says"] };

    public CommandOption Demo { get; } = new("--demo")
    {
        Help = ["show generated traces; whatever names a backend or", "a database, in .env or elsewhere, is ignored"],
    };

    public CommandOption Help { get; } = new("--help", "-h") { Recursive = true, Help = ["show this text"] };

    public CommandOption Version { get; } = new("--version") { Recursive = true, Help = ["show the version"] };
}
