namespace TraceLlm.Monitor.Data;

/// <summary>Figures over rows that are held: of all of them, and of each model, most traces first. Percentiles are exact.</summary>
/// <param name="All">Of all the rows.</param>
/// <param name="Models">Of each model.</param>
internal sealed record HeldFigures(ModelFigures All, IReadOnlyList<ModelFigures> Models)
{
    /// <summary>Names told apart; the rest are taken together, so that hostile names cost nothing.</summary>
    public const int MaxModels = 256;

    /// <summary>Stands for the models beyond <see cref="MaxModels"/>.</summary>
    public const string OtherModels = "(other models)";

    /// <param name="count">Rows.</param>
    /// <param name="rowAt">Each of them, in any order.</param>
    public static HeldFigures Of(int count, Func<int, TraceRow> rowAt)
    {
        var sums = new List<ModelSum>();
        var indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        var all = new ModelSum(null);
        for (int i = 0; i < count; i++)
        {
            Trace trace = rowAt(i).Trace;
            SumOf(trace.ModelName, indexes, sums).Add(trace);
            all.Add(trace);
        }

        ModelFigures[] models = [.. sums.Select(sum => sum.Read())];
        Array.Sort(models, static (left, right) => right.Counts.Total != left.Counts.Total
            ? right.Counts.Total.CompareTo(left.Counts.Total)
            : string.CompareOrdinal(left.Model, right.Model));
        return new HeldFigures(all.Read(), models);
    }

    private static ModelSum SumOf(string? model, Dictionary<string, int> indexes, List<ModelSum> sums)
    {
        if (!indexes.TryGetValue(model ?? "", out int index))
        {
            bool isFull = sums.Count >= MaxModels;
            if (isFull && indexes.TryGetValue(OtherModels, out index))
            {
                return sums[index];
            }

            index = sums.Count;
            indexes.Add(isFull ? OtherModels : model ?? "", index);
            sums.Add(new ModelSum(isFull ? OtherModels : model));
        }

        return sums[index];
    }
}
