namespace TraceLlm.Monitor.Data;

/// <summary>
/// The most recent documents by identity, bounded: the oldest is forgotten when it is full. Found by document or by trace_id (of
/// which there may be several). Two chained hash tables over one ring of values.
/// </summary>
/// <remarks>
/// It grows by chunks, each too small for the large object heap, so that growing copies nothing and leaves no garbage. Until it is full
/// nothing is forgotten, so the ring begins to turn only when it grows no more.
/// </remarks>
internal sealed class DocumentMemory(int maxCount)
{
    private const int ChunkBits = 9;
    private const int ChunkLength = 1 << ChunkBits;
    private const int FirstHeads = 1024;
    private const int None = -1;

    private readonly List<CountedDocument[]> _chunks = [];

    private int[] _documentHeads = NewHeads(FirstHeads), _traceHeads = NewHeads(FirstHeads);
    private int _oldest;

    /// <summary>Documents remembered.</summary>
    public int Count { get; private set; }

    /// <param name="age">0 is the oldest.</param>
    public ref CountedDocument this[int age] => ref At(SlotOf(age));

    /// <summary>The slot of a stored document; -1 when it is not remembered.</summary>
    public int FindDocument(TraceKey document)
    {
        int slot = _documentHeads[Head(document)];
        while (slot != None && At(slot).Document != document)
        {
            slot = At(slot).NextByDocument;
        }

        return slot;
    }

    /// <summary>The slot of a document with this trace_id after <paramref name="previous"/> (-1 to begin); -1 when there is no other.</summary>
    public int FindTrace(TraceKey trace, int previous = None)
    {
        int slot = previous == None ? _traceHeads[Head(trace)] : At(previous).NextByTrace;
        while (slot != None && At(slot).Trace != trace)
        {
            slot = At(slot).NextByTrace;
        }

        return slot;
    }

    /// <summary>The value of a slot that one of the finders returned; valid until the next <see cref="Add"/>.</summary>
    public ref CountedDocument At(int slot) => ref _chunks[slot >> ChunkBits][slot & (ChunkLength - 1)];

    public void Add(in CountedDocument value)
    {
        if (Count == maxCount)
        {
            ForgetOldest();
        }
        else
        {
            MakeRoom();
        }

        int slot = SlotOf(Count);
        Count++;
        At(slot) = value;
        LinkTrace(slot);
        LinkDocument(slot);
    }

    /// <summary>An announced document turned out to be this stored one.</summary>
    public void SetDocument(int slot, TraceKey document)
    {
        At(slot).Document = document;
        LinkDocument(slot);
    }

    private static int[] NewHeads(int length)
    {
        var heads = new int[length];
        Array.Fill(heads, None);
        return heads;
    }

    private int SlotOf(int age)
    {
        int slot = _oldest + age;
        return slot >= maxCount ? slot - maxCount : slot;
    }

    private int Head(TraceKey key) => key.GetHashCode() & (_documentHeads.Length - 1);

    private void LinkTrace(int slot)
    {
        ref CountedDocument value = ref At(slot);
        ref int head = ref _traceHeads[Head(value.Trace)];
        value.NextByTrace = head;
        head = slot;
    }

    private void LinkDocument(int slot)
    {
        ref CountedDocument value = ref At(slot);
        if (value.Document.IsNone)
        {
            return;
        }

        ref int head = ref _documentHeads[Head(value.Document)];
        value.NextByDocument = head;
        head = slot;
    }

    private void ForgetOldest()
    {
        int slot = _oldest;
        UnlinkTrace(slot);
        UnlinkDocument(slot);
        _oldest = SlotOf(1);
        Count--;
    }

    private void UnlinkTrace(int slot)
    {
        ref int link = ref _traceHeads[Head(At(slot).Trace)];
        while (link != slot)
        {
            link = ref At(link).NextByTrace;
        }

        link = At(slot).NextByTrace;
    }

    private void UnlinkDocument(int slot)
    {
        if (At(slot).Document.IsNone)
        {
            return;
        }

        ref int link = ref _documentHeads[Head(At(slot).Document)];
        while (link != slot)
        {
            link = ref At(link).NextByDocument;
        }

        link = At(slot).NextByDocument;
    }

    private void MakeRoom()
    {
        if (Count == _chunks.Count * ChunkLength)
        {
            _chunks.Add(new CountedDocument[ChunkLength]);
        }

        if (Count < _documentHeads.Length)
        {
            return;
        }

        (_documentHeads, _traceHeads) = (NewHeads(_documentHeads.Length * 2), NewHeads(_traceHeads.Length * 2));
        for (int slot = 0; slot < Count; slot++)
        {
            LinkTrace(slot);
            LinkDocument(slot);
        }
    }
}
