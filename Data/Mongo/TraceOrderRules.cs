namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>What follows from the order in which documents are taken to be stored.</summary>
internal static class TraceOrderRules
{
    public const string IdField = "_id";
    public const string CreatedAtField = "created_at";

    public static string Field(this TraceOrder order) => order == TraceOrder.ById ? IdField : CreatedAtField;

    /// <summary>The first value of the field at a time, which has whole seconds.</summary>
    public static RawValue FirstAt(this TraceOrder order, DateTimeOffset time) =>
        order == TraceOrder.ById ? RawValue.Of(ObjectId.FirstOf(time)) : RawValue.Of(time);

    /// <summary>When a document counts as stored, so that "below the cut" means the same here and on the server: what has no
    /// value of the order field lies below every cut.</summary>
    public static DateTimeOffset StoredAt(this TraceOrder order, ObjectId? id, DateTimeOffset? createdAt) =>
        order == TraceOrder.ById && id is ObjectId objectId ? objectId.Time : createdAt ?? DateTimeOffset.UnixEpoch;
}
