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
        try
        {
            while (document.Read())
            {
                if (document.Name.SequenceEqual(_field))
                {
                    Keep(document.Value);
                    return;
                }
            }
        }
        catch (WireFormatException)
        {
            // A stored name that is not UTF-8 stands before the field: the place of the document before it serves as well.
        }
    }

    /// <summary>Pages are matched by an ObjectId or a date, so nothing longer can be in the field.</summary>
    private void Keep(BsonValue value)
    {
        if (value.Bytes.Length <= _last.Length)
        {
            _type = value.Type;
            _bytes = value.Bytes.Length;
            value.Bytes.CopyTo(_last);
        }
    }
}
