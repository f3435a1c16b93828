using System.Diagnostics;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The commands that this client can send; there is no way to name another one. All of them only read or only concern the
/// connection. What an aggregate may hold is checked too (<see cref="MongoCommand"/>), because two of its stages write.
/// </summary>
internal enum ReadCommand
{
    /// <summary>The greeting that every server understands.</summary>
    IsMaster,

    /// <summary>The same for servers that said <c>helloOk</c>.</summary>
    Hello,

    Ping,
    Aggregate,
    Count,
    ListIndexes,
    GetMore,
    KillCursors,
}

/// <summary>Their names on the wire.</summary>
internal static class ReadCommandName
{
    public static ReadOnlySpan<byte> Of(ReadCommand command) => command switch
    {
        ReadCommand.IsMaster => "isMaster"u8,
        ReadCommand.Hello => "hello"u8,
        ReadCommand.Ping => "ping"u8,
        ReadCommand.Aggregate => "aggregate"u8,
        ReadCommand.Count => "count"u8,
        ReadCommand.ListIndexes => "listIndexes"u8,
        ReadCommand.GetMore => "getMore"u8,
        ReadCommand.KillCursors => "killCursors"u8,
        _ => throw new UnreachableException(),
    };
}
