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

    /// <summary>The three of a login.</summary>
    SaslStart,
    SaslContinue,
    Authenticate,

    Aggregate,
    Count,
    ListIndexes,
    GetMore,
    KillCursors,
}
