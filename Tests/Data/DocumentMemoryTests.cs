using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class DocumentMemoryTests
{
    [Fact]
    public void Empty_memory_finds_nothing()
    {
        var memory = new DocumentMemory(10);

        Assert.Equal(DocumentMemory.None, memory.FindDocument(Key(1)));
        Assert.Equal(DocumentMemory.None, memory.FindTrace(Key(1), 1));
        Assert.Equal(DocumentMemory.None, memory.FindProvisional(Key(1)));
    }

    [Fact]
    public void Oldest_is_forgotten_when_it_is_full()
    {
        var memory = new DocumentMemory(3);
        for (int number = 1; number <= 4; number++)
        {
            memory.Add(Stored(number));
        }

        Assert.Equal(DocumentMemory.None, memory.FindDocument(Key(1001)));
        Assert.Equal((3, Key(1002)), (memory.Count, memory[0].Document));
    }

    [Fact]
    public void Provisional_one_that_waited_longest_is_found_first()
    {
        var memory = new DocumentMemory(10);
        memory.Add(new CountedDocument { Trace = Key(1), CreatedAt = 7 });
        memory.Add(new CountedDocument { Trace = Key(1), CreatedAt = 8 });

        Assert.Equal(7, memory.At(memory.FindProvisional(Key(1))).CreatedAt);
    }

    [Fact]
    public void Confirmed_one_is_provisional_no_more()
    {
        var memory = new DocumentMemory(10);
        memory.Add(new CountedDocument { Trace = Key(1) });

        memory.SetDocument(memory.FindProvisional(Key(1)), Key(1001));

        Assert.Equal(DocumentMemory.None, memory.FindProvisional(Key(1)));
        Assert.NotEqual(DocumentMemory.None, memory.FindDocument(Key(1001)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 1023)]
    [InlineData(4, 1025)]
    [InlineData(5, 3000)]
    public void Any_sequence_of_operations_finds_what_a_plain_list_finds(int seed, int maxCount)
    {
        var random = new Random(seed);
        var memory = new DocumentMemory(maxCount);
        var model = new List<CountedDocument>();
        for (int step = 0; step < 40_000; step++)
        {
            var trace = Key(random.Next(1 + (maxCount / 2)));
            int createdAt = random.Next(3);
            int provisional = model.FindIndex(one => one.IsProvisional && one.Trace == trace);
            if (model.Count == 0 || random.Next(3) > 0)
            {
                var added = new CountedDocument { Trace = trace, CreatedAt = createdAt, TokenCount = step };
                added.Document = random.Next(2) == 0 ? Key(100_000 + step) : TraceKey.None;
                memory.Add(added);
                model.Add(added);
                model.RemoveRange(0, Math.Max(model.Count - maxCount, 0));
            }
            else if (provisional >= 0)
            {
                memory.SetDocument(memory.FindProvisional(trace), Key(100_000 + step));
                model[provisional] = model[provisional] with { Document = Key(100_000 + step) };
            }

            if (step % (1 + (maxCount / 100)) == 0)
            {
                AssertFinds(memory, model, trace, createdAt, $"seed {seed}, step {step}");
            }
        }
    }

    /// <summary>A writer that gives every trace the same id must not cost more than any other.</summary>
    [Fact]
    public void Thousands_of_documents_with_one_trace_id_are_found_as_fast_as_others()
    {
        var memory = new DocumentMemory(60_000);

        for (int number = 0; number < 1_000_000; number++)
        {
            memory.Add(new CountedDocument { Trace = Key(1), CreatedAt = number });
            if (number % 100 != 0)
            {
                memory.SetDocument(memory.FindProvisional(Key(1)), Key(number + 10));
            }
        }

        Assert.Equal(60_000, memory.Count);
    }

    private static void AssertFinds(DocumentMemory memory, List<CountedDocument> model, TraceKey trace, int createdAt, string where)
    {
        Assert.Equal(model.Count, memory.Count);
        int expected = model.FindIndex(one => one.Trace == trace && one.CreatedAt == createdAt);
        AssertSame(expected, memory.FindTrace(trace, createdAt), $"{where}: trace");
        expected = model.FindIndex(one => one.IsProvisional && one.Trace == trace);
        AssertSame(expected, memory.FindProvisional(trace), $"{where}: provisional");
        TraceKey document = model[model.Count / 3].Document;
        expected = document.IsNone ? -1 : model.Count / 3;
        AssertSame(expected, memory.FindDocument(document), $"{where}: document");
        Assert.True(memory[model.Count / 2].TokenCount == model[model.Count / 2].TokenCount, where);

        void AssertSame(int index, int slot, string what) =>
            Assert.True((index < 0) == (slot < 0) && (index < 0 || memory.At(slot).TokenCount == model[index].TokenCount), what);
    }

    private static CountedDocument Stored(int number) => new() { Trace = Key(number), Document = Key(1000 + number) };

    private static TraceKey Key(int number) => TraceKey.Of(number.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
