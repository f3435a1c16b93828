using System.Text.Json;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>MongoDB's own cases for BSON (specifications, bson-corpus), read from the shared folder.</summary>
public sealed class BsonCorpusTests
{
    private const int AcceptedCases = 743;
    private const int CanonicalCases = 728;
    private const int RefusedCases = 75;

    [Fact]
    public void Valid_bytes_are_accepted_and_canonical_ones_written_again()
    {
        int accepted = 0, roundTrips = 0;
        foreach ((string name, JsonElement test) in Cases("valid"))
        {
            foreach (string form in (string[])["canonical_bson", "degenerate_bson", "converted_bson"])
            {
                if (!test.TryGetProperty(form, out JsonElement hex))
                {
                    continue;
                }

                byte[] document = Convert.FromHexString(hex.GetString()!);
                byte[] copy = TestBson.Copy(document);
                accepted++;
                if (form == "canonical_bson")
                {
                    Assert.True(document.AsSpan().SequenceEqual(copy), name);
                    roundTrips++;
                }
            }
        }

        Assert.Equal((AcceptedCases, CanonicalCases), (accepted, roundTrips));
    }

    [Fact]
    public void Broken_bytes_are_refused_with_the_own_exception()
    {
        int refused = 0;
        foreach ((string name, JsonElement test) in Cases("decodeErrors"))
        {
            byte[] document = Convert.FromHexString(test.GetProperty("bson").GetString()!);
            Exception? thrown = Record.Exception(() => TestBson.Copy(document));
            Assert.True(thrown is WireFormatException, $"{name}: {thrown}");
            refused++;
        }

        Assert.Equal(RefusedCases, refused);
    }

    private static IEnumerable<(string Name, JsonElement Test)> Cases(string kind)
    {
        string folder = MongoSuite.PathOf("bson-corpus");
        foreach (string file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            JsonElement suite = MongoSuite.Read(file);
            if (suite.TryGetProperty(kind, out JsonElement tests))
            {
                foreach (JsonElement test in tests.EnumerateArray())
                {
                    yield return ($"{Path.GetFileName(file)}: {test.GetProperty("description").GetString()}", test);
                }
            }
        }
    }
}
