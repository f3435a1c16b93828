using System.Globalization;

namespace TraceLlm.Monitor.Data;

/// <summary>The fields of the filter language: their names, and what may stand behind them.</summary>
internal static class TraceFilterValue
{
    /// <summary>For the user.</summary>
    public const string FieldNames = "status, model, prompt, id, project, env, latency, tokens, steps, retries";

    private const double MsPerSecond = 1000;
    private const double MsPerMinute = 60_000;

    /// <summary>What the screen calls Errors: failed and warning.</summary>
    private const string ErrorsWord = "error";

    private static readonly TraceStatus[] Statuses = [TraceStatus.Success, TraceStatus.Warning, TraceStatus.Failed];

    /// <summary>The field of a name; null when there is none.</summary>
    public static TraceFilterField? FieldOf(ReadOnlySpan<char> name)
    {
        Span<char> lower = stackalloc char["environment".Length];
        int length = name.ToLowerInvariant(lower);
        return length < 0 ? null : lower[..length] switch
        {
            "status" => TraceFilterField.Status,
            "model" => TraceFilterField.Model,
            "prompt" => TraceFilterField.Prompt,
            "id" => TraceFilterField.Id,
            "project" => TraceFilterField.Project,
            "env" or "environment" => TraceFilterField.Environment,
            "latency" => TraceFilterField.Latency,
            "tokens" => TraceFilterField.Tokens,
            "steps" => TraceFilterField.Steps,
            "retries" => TraceFilterField.Retries,
            _ => null,
        };
    }

    /// <summary>Whether a field can be compared so: figures by all, texts and statuses by : and = only.</summary>
    public static bool Allows(TraceFilterField field, TraceFilterComparison comparison) =>
        IsFigure(field) || comparison is TraceFilterComparison.Contains or TraceFilterComparison.Equal;

    /// <summary>The term; null when the value is none that the field can have.</summary>
    public static TraceFilterTerm? TermOf(TraceFilterField field, TraceFilterComparison comparison, string value, bool isNegated)
    {
        if (field == TraceFilterField.Status)
        {
            int statuses = StatusesOf(value);
            return statuses == 0 ? null : new TraceFilterTerm { Field = field, Statuses = statuses, IsNegated = isNegated };
        }

        if (!IsFigure(field))
        {
            return new TraceFilterTerm { Field = field, Comparison = comparison, Text = new TextPattern(value), IsNegated = isNegated };
        }

        double? number = field == TraceFilterField.Latency ? MillisecondsOf(value) : CountOf(value);
        return number is null ? null : new TraceFilterTerm
        {
            Field = field,
            Comparison = comparison == TraceFilterComparison.Contains ? TraceFilterComparison.Equal : comparison,
            Number = number.Value,
            IsNegated = isNegated,
        };
    }

    /// <summary>What is wrong with a value that <see cref="TermOf"/> took for none.</summary>
    public static string ComplaintOf(TraceFilterField field) => field switch
    {
        TraceFilterField.Status => $"no status: {ExampleOf(field)}",
        TraceFilterField.Latency => $"no duration: {ExampleOf(field)}",
        _ => $"no number: {ExampleOf(field)}",
    };

    public static string ExampleOf(TraceFilterField field) => field switch
    {
        TraceFilterField.Status => "write success, warning, failed or error",
        TraceFilterField.Latency => "write 800ms, 2s or 1.5m",
        _ when IsFigure(field) => "write 500, 2k or 1.5M",
        _ => "write a text, in quotes if it has blanks",
    };

    private static bool IsFigure(TraceFilterField field) => field
        is TraceFilterField.Latency or TraceFilterField.Tokens or TraceFilterField.Steps or TraceFilterField.Retries;

    /// <summary>Words parted by commas, each the beginning of a status; a bit for each; 0 when one is none.</summary>
    private static int StatusesOf(ReadOnlySpan<char> value)
    {
        int all = 0;
        foreach (Range range in value.Split(','))
        {
            ReadOnlySpan<char> word = value[range];
            int meant = IsBeginningOf(word, ErrorsWord) || word.Equals("errors", StringComparison.OrdinalIgnoreCase)
                ? BitOf(TraceStatus.Warning) | BitOf(TraceStatus.Failed)
                : 0;
            foreach (TraceStatus status in Statuses)
            {
                meant |= IsBeginningOf(word, NameOf(status)) ? BitOf(status) : 0;
            }

            if (meant == 0)
            {
                return 0;
            }

            all |= meant;
        }

        return all;
    }

    private static bool IsBeginningOf(ReadOnlySpan<char> word, string name) =>
        !word.IsEmpty && name.AsSpan().StartsWith(word, StringComparison.OrdinalIgnoreCase);

    private static int BitOf(TraceStatus status) => 1 << (int)status;

    private static string NameOf(TraceStatus status) => status switch
    {
        TraceStatus.Success => "success",
        TraceStatus.Warning => "warning",
        TraceStatus.Failed => "failed",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static double? MillisecondsOf(ReadOnlySpan<char> value)
    {
        return value.EndsWith("ms", StringComparison.OrdinalIgnoreCase) ? NumberOf(value[..^2], 1)
            : value.EndsWith("s", StringComparison.OrdinalIgnoreCase) ? NumberOf(value[..^1], MsPerSecond)
            : value.EndsWith("m", StringComparison.OrdinalIgnoreCase) ? NumberOf(value[..^1], MsPerMinute)
            : NumberOf(value, 1);
    }

    private static double? CountOf(ReadOnlySpan<char> value)
    {
        return value.EndsWith("k", StringComparison.OrdinalIgnoreCase) ? NumberOf(value[..^1], 1e3)
            : value.EndsWith("m", StringComparison.OrdinalIgnoreCase) ? NumberOf(value[..^1], 1e6)
            : NumberOf(value, 1);
    }

    private static double? NumberOf(ReadOnlySpan<char> digits, double factor) =>
        double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number * factor
            : null;
}
