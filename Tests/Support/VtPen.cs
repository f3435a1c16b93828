namespace TraceLlm.Monitor.Tests.Support;

/// <summary>What SGR has set in <see cref="VtScreen"/>; a colour is its parameters, <c>39</c> or <c>49</c> the default.</summary>
internal readonly record struct VtPen(bool Bold, bool Dim, bool Underline, bool Reverse, string Foreground, string Background)
{
    public static VtPen Plain => new(false, false, false, false, "39", "49");

    public VtPen Apply(ReadOnlySpan<int> parameters)
    {
        VtPen pen = this;
        for (int index = 0; index < parameters.Length; index++)
        {
            int code = parameters[index];
            if (code is 38 or 48)
            {
                int count = parameters[index + 1] == 5 ? 3 : 5;
                string color = string.Join(';', parameters.Slice(index, count).ToArray());
                pen = code == 38 ? pen with { Foreground = color } : pen with { Background = color };
                index += count - 1;
            }
            else
            {
                pen = pen.Apply(code);
            }
        }

        return pen;
    }

    private VtPen Apply(int code) => code switch
    {
        0 => Plain,
        1 => this with { Bold = true },
        2 => this with { Dim = true },
        4 => this with { Underline = true },
        7 => this with { Reverse = true },
        22 => this with { Bold = false, Dim = false },
        24 => this with { Underline = false },
        27 => this with { Reverse = false },
        >= 30 and <= 39 or >= 90 and <= 97 => this with { Foreground = $"{code}" },
        >= 40 and <= 49 or >= 100 and <= 107 => this with { Background = $"{code}" },
        _ => throw new InvalidOperationException($"unknown SGR parameter {code}"),
    };
}
