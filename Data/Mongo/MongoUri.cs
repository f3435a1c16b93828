namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// A parsed connection string (MongoDB specifications, connection-string): the servers to try, who logs in, and how to read.
/// Parsing accepts all that the specification does; <see cref="ClientLimits"/> says what of it this client cannot do. A class,
/// not a record: it holds passwords that must not be printed.
/// </summary>
internal sealed class MongoUri
{
    private const string Scheme = "mongodb://";
    private const string SrvScheme = "mongodb+srv://";

    private readonly string? _username, _password;

    private MongoUri(
        IReadOnlyList<MongoHost> hosts, bool isSrv, (string? Username, string? Password) login, string? database, MongoUriOptions options)
    {
        (Hosts, IsSrv, Database, Options) = (hosts, isSrv, database, options);
        (_username, _password) = login;
        Credential = MongoCredential.Of(_username, _password, database, options.Values);
    }

    /// <summary>The servers in the given order, at least one; of a mongodb+srv string the name to look up.</summary>
    public IReadOnlyList<MongoHost> Hosts { get; }

    /// <summary>The servers are found by DNS (<see cref="ISrvResolver"/>).</summary>
    public bool IsSrv { get; }

    /// <summary>The database in the path, where logins are kept and not where the traces are; null without one.</summary>
    public string? Database { get; }

    /// <summary>Who logs in; null: nobody.</summary>
    public MongoCredential? Credential { get; }

    public MongoUriOptions Options { get; }

    /// <summary>Lines for the user: options that are ignored, and checks that were asked to be left out.</summary>
    public IReadOnlyList<string> Warnings => [.. Options.Warnings, .. Options.Tls.Warnings, .. Options.Compression.Warnings];

    /// <exception cref="MongoUriException">It is malformed.</exception>
    public static MongoUri Parse(string text)
    {
        bool isSrv = text.StartsWith(SrvScheme, StringComparison.OrdinalIgnoreCase);
        if (!isSrv && !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new MongoUriException("a MongoDB connection string begins with mongodb:// or mongodb+srv://");
        }

        string rest = text[(isSrv ? SrvScheme : Scheme).Length..];
        int authorityEnd = rest.AsSpan().IndexOfAny('/', '?') is int end and >= 0 ? end : rest.Length;
        string authority = rest[..authorityEnd];
        (string? path, string options) = SplitPath(rest[authorityEnd..]);
        int at = authority.IndexOf('@', StringComparison.Ordinal);
        RefuseStrayAt(path, options, hasLogin: at >= 0);
        (string?, string?) login = at < 0 ? (null, null) : ParseLogin(authority[..at]);
        string servers = authority[(at + 1)..];
        MongoHost[] hosts = isSrv ? [HostParser.ParseSrvName(servers)] : Array.ConvertAll(servers.Split(','), HostParser.Parse);
        return new MongoUri(
            hosts, isSrv, login, path, new MongoUriOptions(new UriOptionValues(options), hosts.Length, isSrv));
    }

    /// <summary>What a mongodb+srv string means once DNS has answered.</summary>
    /// <param name="hosts">The servers, at least one.</param>
    /// <param name="additions">Options that count where the string itself does not have them.</param>
    /// <exception cref="MongoUriException">The options, or they and the servers, contradict each other.</exception>
    public MongoUri WithServers(IReadOnlyList<MongoHost> hosts, UriOptionValues additions) => new(
        hosts,
        isSrv: false,
        (_username, _password),
        Database,
        new MongoUriOptions(Options.Values.WithMissing(additions), hosts.Count, isSrv: true));

    /// <summary>An '@' in the path can only come from a login with an unescaped '/', one in the options from a '?' unless the
    /// login is found already.</summary>
    private static void RefuseStrayAt(string? path, string options, bool hasLogin)
    {
        bool isInOptions = options.Contains('@', StringComparison.Ordinal);
        if (path?.Contains('@', StringComparison.Ordinal) == true || (isInOptions && !hasLogin))
        {
            throw new MongoUriException($"the MongoDB connection string has an '@' after its servers; {UriText.EncodingHint}");
        }
    }

    private static (string? Database, string Options) SplitPath(string pathAndOptions)
    {
        int question = pathAndOptions.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? pathAndOptions : pathAndOptions[..question];
        string options = question < 0 ? "" : pathAndOptions[(question + 1)..];
        return path.LastIndexOf('/') > 0
            ? throw new MongoUriException($"the MongoDB connection string has two '/' after its servers; {UriText.EncodingHint}")
            : (path.Length <= 1 ? null : UriText.Decode(path[1..], "the database"), options);
    }

    private static (string? Username, string? Password) ParseLogin(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length > 2)
        {
            throw new MongoUriException($"the login of the MongoDB connection string has two ':'; {UriText.EncodingHint}");
        }

        string username = UriText.Decode(parts[0], "the user name");
        return username.Length == 0
            ? throw new MongoUriException("the MongoDB connection string has an '@' without a user name before it")
            : (username, parts.Length == 1 ? null : UriText.Decode(parts[1], "the password"));
    }
}
