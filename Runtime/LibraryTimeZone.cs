using System.Runtime.InteropServices;
using TraceLlm.Monitor.Tui;

namespace TraceLlm.Monitor.Runtime;

/// <summary>
/// Keeps what the C library takes for local time in step with the framework. The framework takes a zone written out in TZ
/// (<c>JST-9</c>) for UTC and hands local times to OpenSSL through mktime(3), which understands it: certificates were judged by a clock
/// that is off by the zone's offset. Times on screen do not come from either (<see cref="PosixTimeZone"/>).
/// </summary>
internal static partial class LibraryTimeZone
{
    private const string Variable = "TZ", Utc = "UTC0";

    /// <summary>To be called while the process has one thread: setenv(3) is not safe beside others that read the environment.</summary>
    /// <param name="tz">The variable's value; null when it is not set.</param>
    public static void Align(string? tz)
    {
        if (PosixTimeZone.TryReadOwn(tz) is not null)
        {
            _ = SetVariable(Variable, Utc, overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
