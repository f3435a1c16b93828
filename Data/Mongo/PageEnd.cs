using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Counts the documents of a page and keeps where it ended: the order field of its last one.</summary>
internal sealed class PageEnd(TraceOrder order)
{
    private readonly byte[] _field = Encoding.UTF8.GetBytes(order.Field());
    private readonly byte[] _last = new byte[ObjectId.Length];
    private BsonType _type;
    private int _bytes;

    public int Count { get; private set; }

    /// <summary>The place from which the next page goes on.</summary>
    public RawValue Last => new(_type, _last[.._bytes]);

    /// <param name="document">The document, at its beginning.</param>
    public void Take(BsonReader document)
    {
        Count++;
        while (document.Read())
        {
            // Pages are matched by an ObjectId or a date, so nothing longer can be in the field.
            if (document.Name.SequenceEqual(_field) && document.Value.Bytes.Length <= _last.Length)
            {
                _type = document.Value.Type;
                _bytes = document.Value.Bytes.Length;
                document.Value.Bytes.CopyTo(_last);
                return;
            }
        }
    }
}
