using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// Whether this machine has the library behind hashes, random numbers and TLS. The runtime ends the whole process when it needs
/// OpenSSL and finds none, so it is looked for first, and only where it is about to be used: loading it costs 4 MB of memory.
/// </summary>
internal static class OpenSslLibrary
{
    /// <summary>What the runtime looks for, in its order.</summary>
    private static readonly string[] Names =
        ["libssl.so.3", "libssl.so.1.1", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    private static bool _isFound;

    /// <summary>True as well where the system has its own cryptography.</summary>
    public static bool IsPresent
    {
        get
        {
            _isFound = _isFound || !OperatingSystem.IsLinux() || Array.Exists(Names, name => NativeLibrary.TryLoad(name, out _));
            return _isFound;
        }
    }
}
