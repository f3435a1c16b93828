using System.Globalization;

namespace TraceLlm.Monitor.Net.Demo;

/// <summary>Makes one trace up: most succeed, latencies have a long tail, some take many steps.</summary>
internal sealed class DemoTraceMaker
{
    private const double FailedShare = 0.05;
    private const double WarningShare = 0.09;
    private const double UnnamedModelShare = 0.01;
    private const double StatuslessShare = 0.02;

    /// <summary>Standard deviation of the logarithm of latencies: the slowest of a thousand is ten times the median.</summary>
    private const double LatencySigma = 0.75;

    private const int MaxSteps = 9;
    private const double FastestMs = 40;
    private const double ResponseShareOfTokens = 0.6;

    private readonly Random _random;

    private DemoTraceMaker(int seed) => _random = new Random(seed);

    /// <summary>The trace of a seed: always the same one.</summary>
    public static DemoTrace Make(int seed, DateTimeOffset createdAt) => new DemoTraceMaker(seed).MakeOf(seed, createdAt);

    private DemoTrace MakeOf(int seed, DateTimeOffset createdAt)
    {
        (string model, double medianMs) = PickModel();
        double verdict = _random.NextDouble();
        bool failed = verdict < FailedShare;
        bool warned = !failed && verdict < FailedShare + WarningShare;
        double latencyMs = Math.Round(Math.Max(FastestMs, medianMs * Math.Exp(LatencySigma * NextNormal())), 2);
        int tokens = (int)(120 * Math.Exp(1.1 * Math.Abs(NextNormal())) * (1 + _random.NextDouble()));
        return new DemoTrace
        {
            Seed = seed,
            TraceId = NextId(),
            Prompt = Pick(DemoPhrases.Prompts),
            Response = Response(tokens),
            LatencyMs = latencyMs,
            TokenCount = tokens,
            ModelName = _random.NextDouble() < UnnamedModelShare ? null : model,
            Status = _random.NextDouble() < StatuslessShare ? null : failed ? "failed" : warned ? "warning" : "success",
            Steps = Steps(latencyMs, failed),
            RetryCount = warned ? _random.Next(1, 4) : 0,
            FailureReason = failed ? Pick(DemoPhrases.FailureReasons) : null,
            ProjectId = Pick(DemoPhrases.Projects),
            Environment = Pick(DemoPhrases.Environments),
            CreatedAt = createdAt,
        };
    }

    private List<DemoStep> Steps(double latencyMs, bool lastFails)
    {
        // Squared: single steps are common, long chains are rare.
        double chance = _random.NextDouble();
        int count = 1 + (int)(chance * chance * MaxSteps);
        var steps = new List<DemoStep>(count);
        double leftMs = latencyMs;
        for (int index = 0; index < count; index++)
        {
            bool isLast = index == count - 1;
            double durationMs = Math.Round(isLast ? leftMs : leftMs * _random.NextDouble() * 2 / (count - index), 2);
            leftMs -= durationMs;
            string tool = isLast && !lastFails ? "llm_call" : Pick(DemoPhrases.Tools);
            steps.Add(new DemoStep(NextId(), tool, Pick(DemoPhrases.Prompts), durationMs, !(isLast && lastFails)));
        }

        return steps;
    }

    private (string Name, double MedianMs) PickModel()
    {
        int total = 0;
        foreach (var model in DemoPhrases.Models)
        {
            total += model.Weight;
        }

        int drawn = _random.Next(total);
        foreach (var model in DemoPhrases.Models)
        {
            drawn -= model.Weight;
            if (drawn < 0)
            {
                return (model.Name, model.MedianMs);
            }
        }

        throw new System.Diagnostics.UnreachableException();
    }

    private static string Response(int tokens)
    {
        const string Sentence = "The answer is drawn from the sources given and kept as short as the question allows. ";
        const int CharactersPerToken = 4;
        int characters = Math.Clamp((int)(tokens * ResponseShareOfTokens * CharactersPerToken), 1, 4000);
        return string.Create(characters, Sentence, static (text, sentence) =>
        {
            for (int index = 0; index < text.Length; index++)
            {
                text[index] = sentence[index % sentence.Length];
            }
        });
    }

    private string Pick(string[] phrases) => phrases[_random.Next(phrases.Length)];

    /// <summary>An id in the form of a random UUID (RFC 9562 section 5.4).</summary>
    private string NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D", CultureInfo.InvariantCulture);
    }

    /// <summary>A normally distributed number (Box and Muller).</summary>
    private double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
