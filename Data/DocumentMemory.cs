namespace TraceLlm.Monitor.Data;

/// <summary>
/// The most recent documents by identity, bounded: the oldest is forgotten when it is full. A ring of values that grows by doubling
/// up to its bound, found by document, by trace_id and created_at, or, while provisional, by trace_id.
/// </summary>
internal sealed class DocumentMemory(int maxCount)
{
    public const int None = SlotChains.None;

    private const int FirstCapacity = 1024;

    private CountedDocument[] _values = [];
    private SlotChains _documents = new(0), _traces = new(0), _provisional = new(0);
    private int _oldest;

    /// <summary>Documents remembered.</summary>
    public int Count { get; private set; }

    /// <param name="age">0 is the oldest.</param>
    public ref CountedDocument this[int age] => ref _values[(_oldest + age) % _values.Length];

    /// <summary>The value of a slot that one of the finders returned; valid until the next <see cref="Add"/>.</summary>
    public ref CountedDocument At(int slot) => ref _values[slot];

    /// <summary>The slot of a stored document; <see cref="None"/> when it is not remembered.</summary>
    public int FindDocument(TraceKey document)
    {
        int slot = _documents.First(document.GetHashCode());
        while (slot != None && _values[slot].Document != document)
        {
            slot = _documents.Next(slot);
        }

        return slot;
    }

    /// <summary>The slot of a document with this trace_id and created_at (<see cref="CountedDocument.CreatedAt"/>), or <see cref="None"/>.</summary>
    public int FindTrace(TraceKey trace, int createdAt)
    {
        int slot = _traces.First(HashOf(trace, createdAt));
        while (slot != None && (_values[slot].Trace != trace || _values[slot].CreatedAt != createdAt))
        {
            slot = _traces.Next(slot);
        }

        return slot;
    }

    /// <summary>The slot of the provisional document with this trace_id that has waited longest, or <see cref="None"/>.</summary>
    public int FindProvisional(TraceKey trace)
    {
        int slot = _provisional.First(trace.GetHashCode());
        while (slot != None && _values[slot].Trace != trace)
        {
            slot = _provisional.Next(slot);
        }

        return slot;
    }

    public void Add(in CountedDocument value)
    {
        if (Count == _values.Length && !TryGrow())
        {
            ForgetOldest();
        }

        int slot = (_oldest + Count) % _values.Length;
        _values[slot] = value;
        Count++;
        Link(slot);
    }

    /// <summary>A provisional document turned out to be this stored one.</summary>
    public void SetDocument(int slot, TraceKey document)
    {
        _provisional.Remove(_values[slot].Trace.GetHashCode(), slot);
        _values[slot].Document = document;
        _documents.Append(document.GetHashCode(), slot);
    }

    private static int HashOf(TraceKey trace, int createdAt) => trace.GetHashCode() ^ createdAt;

    private void Link(int slot)
    {
        ref CountedDocument value = ref _values[slot];
        _traces.Append(HashOf(value.Trace, value.CreatedAt), slot);
        if (value.IsProvisional)
        {
            _provisional.Append(value.Trace.GetHashCode(), slot);
        }
        else
        {
            _documents.Append(value.Document.GetHashCode(), slot);
        }
    }

    private void ForgetOldest()
    {
        ref CountedDocument value = ref _values[_oldest];
        _traces.Remove(HashOf(value.Trace, value.CreatedAt), _oldest);
        if (value.IsProvisional)
        {
            _provisional.Remove(value.Trace.GetHashCode(), _oldest);
        }
        else
        {
            _documents.Remove(value.Document.GetHashCode(), _oldest);
        }

        _oldest = (_oldest + 1) % _values.Length;
        Count--;
    }

    private bool TryGrow()
    {
        if (_values.Length >= maxCount)
        {
            return false;
        }

        var values = new CountedDocument[Math.Min(Math.Max(FirstCapacity, _values.Length * 2), maxCount)];
        for (int age = 0; age < Count; age++)
        {
            values[age] = this[age];
        }

        _values = values;
        _oldest = 0;
        (_documents, _traces, _provisional) = (new(values.Length), new(values.Length), new(values.Length));
        for (int slot = 0; slot < Count; slot++)
        {
            Link(slot);
        }

        return true;
    }
}
