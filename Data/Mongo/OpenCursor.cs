namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>A cursor that stays open on one server.</summary>
/// <param name="Member">The server.</param>
/// <param name="Id">0: the server has closed it.</param>
internal readonly record struct OpenCursor(Member Member, long Id);
