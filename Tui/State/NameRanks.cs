namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// Numbers names as they are met, and tells their order when all are known. They are told apart by reference, which is found faster than
/// a text: traces share equal ones (<see cref="Data.NameTable"/>). Where two do not, they have one place.
/// </summary>
internal sealed class NameRanks
{
    /// <summary>So many are found faster by looking at each.</summary>
    private const int FirstNames = 16;

    private readonly string[] _first = new string[FirstNames];
    private readonly Dictionary<string, int> _numbers = new(ReferenceEqualityComparer.Instance);

    /// <summary>0 for the first name that was asked for, and so on.</summary>
    public int NumberOf(string name)
    {
        for (int i = 0; i < FirstNames; i++)
        {
            if (ReferenceEquals(_first[i], name))
            {
                return i;
            }
        }

        if (!_numbers.TryGetValue(name, out int number))
        {
            number = _numbers.Count;
            _numbers.Add(name, number);
            if (number < FirstNames)
            {
                _first[number] = name;
            }
        }

        return number;
    }

    /// <returns>The place of each name in ordinal order, at the index that is its number; equal names have one.</returns>
    public int[] Places()
    {
        string[] names = [.. _numbers.Keys];
        Array.Sort(names, string.CompareOrdinal);
        int[] places = new int[names.Length];
        int place = 0;
        for (int i = 0; i < names.Length; i++)
        {
            place += i > 0 && !string.Equals(names[i], names[i - 1], StringComparison.Ordinal) ? 1 : 0;
            places[_numbers[names[i]]] = place;
        }

        return places;
    }
}
