namespace TraceLlm.Monitor.Data;

/// <summary>What the footer counts.</summary>
internal enum DiagnosticArea
{
    /// <summary>WebSocket messages that are no JSON object, or a trace.created without a readable trace.</summary>
    MalformedMessages,

    /// <summary>WebSocket messages above the size limit, skipped unread.</summary>
    OversizedMessages,

    /// <summary>Traces that the queue to the screen could not take; a catch-up read of the store fetches them.</summary>
    DroppedTraces,

    /// <summary>Documents that nobody saw: a poll of the store had to leave them out (more arrived than the backend's REST API shows),
    /// and no broadcast told of them.</summary>
    SkippedDocuments,
}
