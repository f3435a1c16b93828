namespace TraceLlm.Monitor.Data;

/// <summary>Why a store's count is compared with the figures; the later ones say more.</summary>
internal enum CountCause
{
    /// <summary>It is time: one difference may come from what is stored meanwhile.</summary>
    Regular,

    /// <summary>The store could not be read for a while: one difference is enough.</summary>
    Reconnected,

    /// <summary>The user asked: one difference is enough, and the figures are read again whenever that was done last.</summary>
    AskedFor,
}
