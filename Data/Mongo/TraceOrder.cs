namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The field by which documents are taken to be stored one after another. Usually the ObjectId in <c>_id</c>; where writers
/// choose their own <c>_id</c>s it is created_at, the best that is left: what is stored with an old created_at is then found by
/// the check of the count and the next sum only.
/// </summary>
internal enum TraceOrder
{
    ById,
    ByCreatedAt,
}
