using System.Globalization;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Puts failures of the network into our own words: the binary carries none of the framework's.</summary>
internal static class NetworkError
{
    /// <param name="address">Who was spoken to.</param>
    /// <param name="failure">A <see cref="SocketException"/>, or an exception around one.</param>
    public static MongoException Describe(string address, Exception failure)
    {
        var socketFailure = failure as SocketException ?? failure.InnerException as SocketException;
        return new MongoException(socketFailure is null ? Closed(address) : Words(address, socketFailure), failure)
        {
            IsNetworkFailure = true,
        };
    }

    public static MongoException ConnectionClosed(string address) => new(Closed(address)) { IsNetworkFailure = true };

    public static MongoException NoAnswer(string address, TimeSpan within) =>
        new(string.Create(
            CultureInfo.InvariantCulture,
            $"no answer from {address} within {within.TotalSeconds:0.##} s; check MongoDB and MONGO_URL"))
        {
            IsNoAnswer = true,
        };

    public static MongoException Malformed(string address, WireFormatException reason) =>
        new($"{address} does not speak MongoDB's protocol: {reason.Message}; check MONGO_URL", reason);

    private static string Closed(string address) => $"{address} closed the connection";

    private static string Words(string address, SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"connection refused by {address}; is MongoDB running there?",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => Closed(address),
        SocketError.TimedOut => $"no answer from {address}; check MongoDB and MONGO_URL",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
            $"the host name of {address} is not known; check MONGO_URL and the name service",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            $"no route to {address}; check the network",
        SocketError.AccessDenied => $"no permission to connect to {address}",
        SocketError.TooManyOpenSockets => $"cannot connect to {address}: too many open files (ulimit -n)",
        SocketError.AddressNotAvailable => $"there is no socket at {address}; is MongoDB running there?",
        _ => string.Create(
            CultureInfo.InvariantCulture, $"connection to {address} failed (network error {(int)failure.SocketErrorCode})"),
    };
}
