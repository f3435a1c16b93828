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

    /// <summary>Whether a field can be compared so: texts and statuses by : and = only, figures by all but :, which says no way.</summary>
    public static bool Allows(TraceFilterField field, TraceFilterComparison comparison) => IsFigure(field)
        ? comparison != TraceFilterComparison.Contains
        : comparison is TraceFilterComparison.Contains or TraceFilterComparison.Equal;

    /// <summary>What to write instead of a comparison that is not allowed.</summary>
    public static string ComparisonsOf(TraceFilterField field) => field == TraceFilterField.Latency
        ? "a duration is compared by = > >= < <=: latency=2s or latency>2s"
        : IsFigure(field) ? "a number is compared by = > >= < <=: tokens=500 or tokens>500"
        : "this field is compared by : (contains) and = (is)";

    /// <summary>Whether any of several texts, parted by commas, can stand behind it.</summary>
    public static bool IsText(TraceFilterField field) => !IsFigure(field) && field != TraceFilterField.Status;

    /// <summary>The term of a field that is no text; null when the value is none that the field can have.</summary>
    public static TraceFilterTerm? TermOf(TraceFilterField field, TraceFilterComparison comparison, string value, bool isNegated)
    {
        if (field == TraceFilterField.Status)
        {
            int statuses = StatusesOf(value);
            return statuses == 0 ? null : new TraceFilterTerm { Field = field, Statuses = statuses, IsNegated = isNegated };
        }

        bool isLatency = field == TraceFilterField.Latency;
        double? number = isLatency ? MillisecondsOf(value) : CountOf(value);
        return number is null ? null : new TraceFilterTerm
        {
            Field = field,
            Comparison = comparison,
            Number = number.Value,
            Step = isLatency ? LastDigitOf(value) : 0,
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
        ReadOnlySpan<char> digits = SplitDuration(value, out double factor);
        return NumberOf(digits, factor);
    }

    /// <summary>What the last digit of a duration counts, in milliseconds: 1000 in <c>2s</c>, 100 in <c>2.5s</c>.</summary>
    private static double LastDigitOf(ReadOnlySpan<char> value)
    {
        ReadOnlySpan<char> digits = SplitDuration(value, out double factor);
        int point = digits.IndexOf('.');
        return point < 0 ? factor : factor / Math.Pow(10, digits.Length - point - 1);
    }

    /// <returns>The value without its unit.</returns>
    private static ReadOnlySpan<char> SplitDuration(ReadOnlySpan<char> value, out double factor)
    {
        (factor, int unitLength) = value.EndsWith("ms", StringComparison.OrdinalIgnoreCase) ? (1, 2)
            : value.EndsWith("s", StringComparison.OrdinalIgnoreCase) ? (MsPerSecond, 1)
            : value.EndsWith("m", StringComparison.OrdinalIgnoreCase) ? (MsPerMinute, 1)
            : (1.0, 0);
        return value[..^unitLength];
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
