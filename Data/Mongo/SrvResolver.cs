namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Looks up who the servers of a mongodb+srv string are (SRV), and the options that belong to them (TXT). Whoever can forge DNS
/// answers must not lead us to servers of other domains, nor weaken how we connect: so only subdomains of the given name's domain
/// are followed, and only options that do neither are taken.
/// </summary>
/// <param name="dns">Asks the name servers.</param>
/// <param name="random">Chooses among the servers when not all are wanted.</param>
internal sealed class SrvResolver(DnsClient dns, Random random) : ISrvResolver
{
    /// <summary>Records that may be remembered for less do not make us ask more often (MongoDB specifications,
    /// polling-srv-records-for-mongos-discovery).</summary>
    private static readonly TimeSpan LeastValidity = TimeSpan.FromSeconds(60);

    private static readonly string[] OptionsFromDns = ["authSource", "replicaSet", "loadBalanced"];

    public async Task<SrvAnswer> ResolveAsync(MongoUri uri, Deadline deadline, CancellationToken cancellation)
    {
        string host = HostOf(uri);
        SrvServers listed = await LookUpAsync(uri, host, deadline, cancellation);
        if (listed.Hosts.FirstOrDefault(server => !IsBelow(host, server)) is MongoHost foreign)
        {
            throw new MongoException($"DNS lists {foreign.Address} as a server of {host}, which is outside of its domain: "
                + "it is not trusted; check MONGO_URL and the name service");
        }

        UriOptionValues options = await LookUpOptionsAsync(host, deadline, cancellation);
        try
        {
            MongoHost[] chosen = Choose(listed.Hosts, uri.Options.SrvMaxHosts is int most and > 0 ? most : listed.Hosts.Count);
            return new SrvAnswer(uri.WithServers(chosen, options), listed.ValidFor);
        }
        catch (MongoUriException e)
        {
            throw new MongoException($"what DNS says of {host} cannot be used: {e.Message}", e);
        }
    }

    public async Task<SrvServers?> ResolveAgainAsync(
        MongoUri uri, IReadOnlyCollection<MongoHost> known, Deadline deadline, CancellationToken cancellation)
    {
        try
        {
            string host = HostOf(uri);
            SrvServers listed = await LookUpAsync(uri, host, deadline, cancellation);
            MongoHost[] trusted = [.. listed.Hosts.Where(server => IsBelow(host, server))];
            MongoHost[] kept = [.. trusted.Where(known.Contains)];
            int wanted = uri.Options.SrvMaxHosts is int most and > 0 ? Math.Max(most - kept.Length, 0) : trusted.Length;
            MongoHost[] chosen = [.. kept, .. Choose([.. trusted.Except(kept)], wanted)];
            return chosen.Length > 0 ? listed with { Hosts = chosen } : null;
        }
        catch (MongoException)
        {
            return null; // the specification: a failing name service takes no servers away
        }
    }

    private static string HostOf(MongoUri uri)
    {
        string host = uri.Hosts[0].Name.TrimEnd('.').ToLowerInvariant();
        return DnsName.IsWellFormed(host)
            ? host
            : throw new MongoException($"{host} is no name that can be looked up in DNS (mongodb+srv://); check MONGO_URL");
    }

    /// <summary>Whether a server lies in the domain of the name that was asked for: that name without its first part, or all of it
    /// when it has less than three.</summary>
    private static bool IsBelow(string host, MongoHost server)
    {
        string domain = host.Count(static c => c == '.') < 2 ? $".{host}" : host[host.IndexOf('.', StringComparison.Ordinal)..];
        return server.Name.EndsWith(domain, StringComparison.Ordinal) && server.Name.Length > domain.Length;
    }

    private async Task<SrvServers> LookUpAsync(MongoUri uri, string host, Deadline deadline, CancellationToken cancellation)
    {
        string name = $"_{uri.Options.SrvServiceName.ToLowerInvariant()}._tcp.{host}";
        if (!DnsName.IsWellFormed(name))
        {
            throw new MongoException($"{name} is no name that can be looked up in DNS; check srvServiceName in MONGO_URL");
        }

        DnsReply reply = await dns.AskAsync(new DnsQuestion(name, DnsType.Srv), deadline, cancellation);
        DnsRecord.Srv[] usable =
            [.. reply.RecordsOf<DnsRecord.Srv>(name).Where(static service => service.Target.Length > 0 && service.Port > 0)];
        if (usable.Length == 0)
        {
            throw new MongoException($"DNS lists no servers under {name}; check the host in MONGO_URL, or name the servers in a "
                + "mongodb:// connection string");
        }

        TimeSpan timeToLive = usable.Min(static service => service.TimeToLive);
        return new SrvServers(
            [.. usable.Select(static service => new MongoHost(service.Target, service.Port)).Distinct()],
            timeToLive > LeastValidity ? timeToLive : LeastValidity);
    }

    private async Task<UriOptionValues> LookUpOptionsAsync(string host, Deadline deadline, CancellationToken cancellation)
    {
        DnsReply reply = await dns.AskAsync(new DnsQuestion(host, DnsType.Txt), deadline, cancellation);
        IReadOnlyList<DnsRecord.Txt> texts = reply.RecordsOf<DnsRecord.Txt>(host);
        if (texts.Count > 1)
        {
            throw new MongoException($"DNS has several TXT records for {host}, where one at most may be");
        }

        try
        {
            var options = new UriOptionValues(texts.Count == 0 ? "" : texts[0].Value);
            if (options.Warnings.Count == 0 && !options.Names.Except(OptionsFromDns).Any())
            {
                return options;
            }
        }
        catch (MongoUriException)
        {
            // Malformed is as bad as not allowed, and told in the same words.
        }

        throw new MongoException($"the TXT record of {host} holds something else than {string.Join(", ", OptionsFromDns)}");
    }

    /// <summary>So many of the servers, by lot.</summary>
    private MongoHost[] Choose(IReadOnlyList<MongoHost> servers, int count)
    {
        MongoHost[] chosen = [.. servers];
        if (count < chosen.Length)
        {
            random.Shuffle(chosen);
            Array.Resize(ref chosen, count);
        }

        return chosen;
    }
}
