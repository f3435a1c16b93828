using System.Diagnostics;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The names of the commands on the wire.</summary>
internal static class ReadCommandName
{
    public static ReadOnlySpan<byte> Of(ReadCommand command) => command switch
    {
        ReadCommand.IsMaster => "isMaster"u8,
        ReadCommand.Hello => "hello"u8,
        ReadCommand.SaslStart => "saslStart"u8,
        ReadCommand.SaslContinue => "saslContinue"u8,
        ReadCommand.Authenticate => "authenticate"u8,
        ReadCommand.Aggregate => "aggregate"u8,
        ReadCommand.Count => "count"u8,
        ReadCommand.ListIndexes => "listIndexes"u8,
        ReadCommand.GetMore => "getMore"u8,
        ReadCommand.KillCursors => "killCursors"u8,
        _ => throw new UnreachableException(),
    };
}
