using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// The backend could not be reached, is none, or was lost. The message is shown to the user: it is in our own words and says what
/// failed and where.
/// </summary>
internal sealed class FeedException : Exception
{
    public FeedException(string message)
        : base(message)
    {
    }

    public FeedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public SourceFault Fault { get; init; }

    /// <summary>Trying again is of no use.</summary>
    public bool IsFinal => Fault == SourceFault.ThisMachine;

    /// <summary>To be called before OpenSSL is used: for TLS.</summary>
    /// <exception cref="FeedException">It is not installed here.</exception>
    public static void RequireOpenSsl()
    {
        if (!OpenSslLibrary.IsPresent)
        {
            throw new FeedException("TLS needs OpenSSL (libssl), which is not installed here") { Fault = SourceFault.ThisMachine };
        }
    }
}
