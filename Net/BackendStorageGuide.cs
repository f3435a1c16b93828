using System.Net;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// Decides, when nobody named a database, whether the local MongoDB may be read: the backend says where it keeps its traces, and
/// one that keeps them in a file of its own must not be hidden by a MongoDB that has nothing to do with it. Without any backend, the
/// local MongoDB is the best guess while the backend's host is this machine; a backend that appears later decides then.
/// </summary>
internal sealed class BackendStorageGuide(BackendLocator locator, TraceFeedOptions options) : IStoreGuide
{
    /// <summary>How often a backend is looked for that was not there; the feed looks too, and more ports.</summary>
    private static readonly TimeSpan LookAgainInterval = TimeSpan.FromSeconds(30);

    private readonly bool _isLocal = options.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(options.Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private bool? _mayUseMongoDb;
    private bool _isGuess;
    private int _connections;
    private TimeSpan _lookAgainAt;

    /// <inheritdoc/>
    public async Task<bool> MayUsePreferredAsync(CancellationToken cancellation)
    {
        int connections = options.Place.Connections;
        if (_mayUseMongoDb is null || connections != _connections)
        {
            await DecideAsync(cancellation);
            _connections = connections;
        }
        else if (_isGuess && options.Time.Now() >= _lookAgainAt)
        {
            Follow(await locator.TryGivenPortAsync(cancellation));
        }

        return _mayUseMongoDb!.Value;
    }

    /// <exception cref="StoreException">There is a backend, and it does not say.</exception>
    private async Task DecideAsync(CancellationToken cancellation)
    {
        bool isBackendThere = options.Place.Endpoint is not null;
        try
        {
            locator.Forget();
            Follow(await locator.FindAsync(cancellation));
        }
        catch (StoreException) when (_mayUseMongoDb is not null && !_isGuess)
        {
            // Decided before, and nothing says otherwise.
        }
        catch (StoreException) when (!isBackendThere)
        {
            Follow(null);
        }
    }

    private void Follow(BackendHealth? backend)
    {
        _isGuess = backend is null;
        _mayUseMongoDb = _isLocal && backend is null or { Storage: BackendStorage.MongoDb };
        _lookAgainAt = options.Time.Now() + LookAgainInterval;
    }
}
