namespace TraceLlm.Monitor.Data;

/// <summary>
/// The most recent documents by identity, bounded: the oldest is forgotten when it is full. A ring of values, found by document, by
/// trace_id and created_at, or, while provisional, by trace_id.
/// </summary>
/// <remarks>
/// The values grow by chunks, each too small for the large object heap, so that growing copies none and leaves no garbage. Nothing is
/// forgotten before all chunks are there, so the ring begins to turn only when it grows no more.
/// </remarks>
internal sealed class DocumentMemory(int maxCount)
{
    public const int None = SlotChains.None;

    private const int FirstCapacity = 1024;
    private const int ChunkBits = 9;
    private const int ChunkLength = 1 << ChunkBits;

    private static readonly ulong TimeFactor = (ulong)Random.Shared.NextInt64() | 1;

    private readonly List<CountedDocument[]> _chunks = [];

    private int _capacity;
    private SlotChains _identities = new(0); // by document; of a provisional one, by trace_id
    private SlotChains _traces = new(0); // by trace_id and created_at
    private int _oldest;

    /// <summary>Documents remembered.</summary>
    public int Count { get; private set; }

    /// <param name="age">0 is the oldest.</param>
    public ref CountedDocument this[int age] => ref At(SlotOf(age));

    /// <summary>The value of a slot that one of the finders returned; valid until the next <see cref="Add"/>.</summary>
    public ref CountedDocument At(int slot) => ref _chunks[slot >> ChunkBits][slot & (ChunkLength - 1)];

    /// <summary>The slot of a stored document; <see cref="None"/> when it is not remembered.</summary>
    public int FindDocument(TraceKey document)
    {
        int slot = _identities.First(document.GetHashCode());
        while (slot != None && (At(slot).IsProvisional || At(slot).Document != document))
        {
            slot = _identities.Next(slot);
        }

        return slot;
    }

    /// <summary>The slot of a document with this trace_id and created_at (<see cref="CountedDocument.CreatedAt"/>), or <see cref="None"/>.</summary>
    public int FindTrace(TraceKey trace, int createdAt)
    {
        int slot = _traces.First(HashOf(trace, createdAt));
        while (slot != None && (At(slot).Trace != trace || At(slot).CreatedAt != createdAt))
        {
            slot = _traces.Next(slot);
        }

        return slot;
    }

    /// <summary>The slot of the provisional document with this trace_id that has waited longest, or <see cref="None"/>.</summary>
    /// <param name="isAnnouncedOnly">True: only one that no store has shown.</param>
    public int FindProvisional(TraceKey trace, bool isAnnouncedOnly = false)
    {
        int slot = _identities.First(trace.GetHashCode());
        while (slot != None && !IsWanted(in At(slot)))
        {
            slot = _identities.Next(slot);
        }

        return slot;

        bool IsWanted(in CountedDocument value) =>
            value.Trace == trace && (isAnnouncedOnly ? value.IsAnnouncedOnly : value.IsProvisional);
    }

    public void Add(in CountedDocument value)
    {
        if (Count == _capacity && !TryGrow())
        {
            ForgetOldest();
        }

        int slot = SlotOf(Count);
        if (slot == _chunks.Count * ChunkLength)
        {
            _chunks.Add(new CountedDocument[ChunkLength]);
        }

        At(slot) = value;
        Count++;
        Link(slot);
    }

    /// <summary>A provisional document turned out to be this stored one.</summary>
    public void SetDocument(int slot, TraceKey document)
    {
        _identities.Remove(IdentityHashOf(in At(slot)), slot);
        At(slot).Document = document;
        _identities.Append(IdentityHashOf(in At(slot)), slot);
    }

    private int SlotOf(int age)
    {
        int slot = _oldest + age;
        return slot >= maxCount ? slot - maxCount : slot;
    }

    /// <summary>The time is mixed by a factor that nobody outside knows: times could be chosen so that all had one hash else.</summary>
    private static int HashOf(TraceKey trace, int createdAt) =>
        trace.GetHashCode() ^ (int)(((ulong)(uint)createdAt * TimeFactor) >> 32);

    private static int IdentityHashOf(in CountedDocument value) =>
        value.IsProvisional ? value.Trace.GetHashCode() : value.Document.GetHashCode();

    private void Link(int slot)
    {
        ref CountedDocument value = ref At(slot);
        _traces.Append(HashOf(value.Trace, value.CreatedAt), slot);
        _identities.Append(IdentityHashOf(in value), slot);
    }

    private void ForgetOldest()
    {
        ref CountedDocument value = ref At(_oldest);
        _traces.Remove(HashOf(value.Trace, value.CreatedAt), _oldest);
        _identities.Remove(IdentityHashOf(in value), _oldest);
        _oldest = SlotOf(1);
        Count--;
    }

    private bool TryGrow()
    {
        if (_capacity >= maxCount)
        {
            return false;
        }

        _capacity = Math.Min(Math.Max(FirstCapacity, _capacity * 2), maxCount);
        (_identities, _traces) = (new(_capacity), new(_capacity));
        for (int slot = 0; slot < Count; slot++)
        {
            Link(slot);
        }

        return true;
    }
}
