namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The field by which documents are taken to be stored one after another. Usually the ObjectId in <c>_id</c>; where writers choose
/// their own <c>_id</c>s it is created_at, the best that is left: what is stored with an old created_at is then found by
/// the check of the count and the next sum only.
/// </summary>
internal enum TraceOrder
{
    ById,
    ByCreatedAt,
}

/// <summary>What follows from the order.</summary>
internal static class TraceOrderRules
{
    public const string IdField = "_id";
    public const string CreatedAtField = "created_at";

    public static string Field(this TraceOrder order) => order == TraceOrder.ById ? IdField : CreatedAtField;

    /// <summary>The first value of the field at a time, which has whole seconds.</summary>
    public static RawValue FirstAt(this TraceOrder order, DateTimeOffset time) =>
        order == TraceOrder.ById ? RawValue.Of(ObjectId.FirstOf(time)) : RawValue.Of(time);

    /// <summary>When a document counts as stored, so that "below the cut" means the same here and on the server: what has no value
    /// of the order field lies below every cut.</summary>
    public static DateTimeOffset StoredAt(this TraceOrder order, ObjectId? id, DateTimeOffset? createdAt) =>
        order == TraceOrder.ById && id is ObjectId objectId ? objectId.Time : createdAt ?? DateTimeOffset.UnixEpoch;
}
