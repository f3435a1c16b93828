using TraceLlm.Monitor.Data.Mongo;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A name service that lists the same servers whatever it is asked.</summary>
internal sealed class FakeSrvResolver(IReadOnlyList<MongoHost> hosts, string options = "") : ISrvResolver
{
    private static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(1);

    public Task<SrvAnswer> ResolveAsync(MongoUri uri, Deadline deadline, CancellationToken cancellation) =>
        Task.FromResult(new SrvAnswer(uri.WithServers(hosts, new UriOptionValues(options)), ValidFor));

    public Task<SrvServers?> ResolveAgainAsync(
        MongoUri uri, IReadOnlyCollection<MongoHost> known, Deadline deadline, CancellationToken cancellation) =>
        Task.FromResult<SrvServers?>(new SrvServers(hosts, ValidFor));
}
