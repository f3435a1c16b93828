namespace TraceLlm.Monitor.Data;

/// <summary>
/// The most recent documents by identity, bounded: the oldest is forgotten when it is full. Found by document or by trace_id (of
/// which there may be several). Two chained hash tables over one ring of values; grows by doubling up to its bound.
/// </summary>
internal sealed class DocumentMemory(int maxCount)
{
    private const int FirstCapacity = 1024;
    private const int None = -1;

    private CountedDocument[] _values = [];
    private int[] _nextByDocument = [], _nextByTrace = [];
    private int[] _documentHeads = [], _traceHeads = [];
    private int _oldest;

    /// <summary>Documents remembered.</summary>
    public int Count { get; private set; }

    /// <param name="age">0 is the oldest.</param>
    public ref CountedDocument this[int age] => ref _values[(_oldest + age) % _values.Length];

    /// <summary>The slot of a stored document; -1 when it is not remembered.</summary>
    public int FindDocument(TraceKey document)
    {
        int slot = Count == 0 ? None : _documentHeads[Head(document)];
        while (slot != None && _values[slot].Document != document)
        {
            slot = _nextByDocument[slot];
        }

        return slot;
    }

    /// <summary>The slot of a document with this trace_id after <paramref name="previous"/> (-1 to begin); -1 when there is no other.</summary>
    public int FindTrace(TraceKey trace, int previous = None)
    {
        int slot = previous != None ? _nextByTrace[previous] : Count == 0 ? None : _traceHeads[Head(trace)];
        while (slot != None && _values[slot].Trace != trace)
        {
            slot = _nextByTrace[slot];
        }

        return slot;
    }

    /// <summary>The value of a slot that one of the finders returned; valid until the next <see cref="Add"/>.</summary>
    public ref CountedDocument At(int slot) => ref _values[slot];

    public void Add(in CountedDocument value)
    {
        if (Count == _values.Length && !TryGrow())
        {
            ForgetOldest();
        }

        int slot = (_oldest + Count) % _values.Length;
        _values[slot] = value;
        Count++;
        LinkTrace(slot);
        LinkDocument(slot);
    }

    /// <summary>An announced document turned out to be this stored one.</summary>
    public void SetDocument(int slot, TraceKey document)
    {
        _values[slot].Document = document;
        LinkDocument(slot);
    }

    private int Head(TraceKey key) => key.GetHashCode() & (_documentHeads.Length - 1);

    private void LinkTrace(int slot)
    {
        ref int head = ref _traceHeads[Head(_values[slot].Trace)];
        _nextByTrace[slot] = head;
        head = slot;
    }

    private void LinkDocument(int slot)
    {
        if (_values[slot].Document.IsNone)
        {
            return;
        }

        ref int head = ref _documentHeads[Head(_values[slot].Document)];
        _nextByDocument[slot] = head;
        head = slot;
    }

    private void ForgetOldest()
    {
        int slot = _oldest;
        Unlink(ref _traceHeads[Head(_values[slot].Trace)], _nextByTrace, slot);
        if (!_values[slot].Document.IsNone)
        {
            Unlink(ref _documentHeads[Head(_values[slot].Document)], _nextByDocument, slot);
        }

        _oldest = (_oldest + 1) % _values.Length;
        Count--;
    }

    private static void Unlink(ref int head, int[] next, int slot)
    {
        ref int link = ref head;
        while (link != slot)
        {
            link = ref next[link];
        }

        link = next[slot];
    }

    private bool TryGrow()
    {
        if (_values.Length >= maxCount)
        {
            return false;
        }

        int capacity = Math.Min(Math.Max(FirstCapacity, _values.Length * 2), maxCount);
        var values = new CountedDocument[capacity];
        for (int age = 0; age < Count; age++)
        {
            values[age] = this[age];
        }

        _values = values;
        _oldest = 0;
        (_nextByDocument, _nextByTrace) = (new int[capacity], new int[capacity]);
        int heads = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity);
        (_documentHeads, _traceHeads) = (new int[heads], new int[heads]);
        Array.Fill(_documentHeads, None);
        Array.Fill(_traceHeads, None);
        for (int slot = 0; slot < Count; slot++)
        {
            LinkTrace(slot);
            LinkDocument(slot);
        }

        return true;
    }
}
