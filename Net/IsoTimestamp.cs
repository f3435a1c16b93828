namespace TraceLlm.Monitor.Net;

/// <summary>
/// Timestamps as Python's isoformat and JavaScript write them (ISO 8601, extended form): a date, then optionally <c>T</c> or a
/// space, hours and minutes, seconds, a fraction of any length, and an offset (<c>Z</c>, <c>+hh</c>, <c>+hhmm</c>, <c>+hh:mm</c>,
/// <c>+hh:mm:ss</c>). No offset means UTC, which is how the backend stores its own.
/// </summary>
internal ref struct IsoTimestamp
{
    private const int FractionDigits = 7; // of a tick, 100 ns

    private ReadOnlySpan<char> _rest;

    private IsoTimestamp(ReadOnlySpan<char> text) => _rest = text;

    /// <summary>Reads a whole timestamp; the result is in UTC.</summary>
    /// <returns>Null when it is none.</returns>
    public static DateTimeOffset? Parse(ReadOnlySpan<char> text) => new IsoTimestamp(text).Read();

    private DateTimeOffset? Read()
    {
        if (!TryDate(out DateTime date)
            || !TryTimeOfDay(out long timeTicks)
            || !TryOffset(out long offsetTicks)
            || !_rest.IsEmpty)
        {
            return null;
        }

        long ticks = date.Ticks + timeTicks - offsetTicks;
        bool isInRange = ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks;
        return isInRange ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    private bool TryDate(out DateTime date)
    {
        date = default;
        if (!TryDigits(4, out int year) || !TryTake('-')
            || !TryDigits(2, out int month) || !TryTake('-')
            || !TryDigits(2, out int day)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        date = new DateTime(year, month, day);
        return true;
    }

    private bool TryTimeOfDay(out long ticks)
    {
        ticks = 0;
        if (_rest.IsEmpty)
        {
            return true;
        }

        int second = 0;
        if (!(TryTake('T') || TryTake('t') || TryTake(' '))
            || !TryDigits(2, out int hour) || !TryTake(':') || !TryDigits(2, out int minute)
            || (TryTake(':') && !TryDigits(2, out second))
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        ticks = new TimeSpan(hour, minute, second).Ticks;
        return !(TryTake('.') || TryTake(',')) || TryFraction(ref ticks);
    }

    private bool TryFraction(ref long ticks)
    {
        long fraction = 0;
        int digits = 0;
        for (; digits < _rest.Length && char.IsAsciiDigit(_rest[digits]); digits++)
        {
            if (digits < FractionDigits)
            {
                fraction = (fraction * 10) + (_rest[digits] - '0');
            }
        }

        for (int missing = digits; missing < FractionDigits; missing++)
        {
            fraction *= 10;
        }

        ticks += fraction;
        _rest = _rest[digits..];
        return digits > 0;
    }

    private bool TryOffset(out long ticks)
    {
        ticks = 0;
        if (_rest.IsEmpty || TryTake('Z') || TryTake('z'))
        {
            return true;
        }

        bool behind = TryTake('-');
        if (!(behind || TryTake('+'))
            || !TryDigits(2, out int hours)
            || !TryMoreOfOffset(out int minutes)
            || !TryMoreOfOffset(out int seconds)
            || hours > 23 || minutes > 59 || seconds > 59)
        {
            return false;
        }

        ticks = new TimeSpan(hours, minutes, seconds).Ticks * (behind ? -1 : 1);
        return true;
    }

    private bool TryMoreOfOffset(out int value)
    {
        value = 0;
        _ = TryTake(':');
        return _rest.IsEmpty || TryDigits(2, out value);
    }

    private bool TryTake(char letter)
    {
        bool isNext = !_rest.IsEmpty && _rest[0] == letter;
        _rest = isNext ? _rest[1..] : _rest;
        return isNext;
    }

    private bool TryDigits(int count, out int value)
    {
        value = 0;
        if (_rest.Length < count)
        {
            return false;
        }

        for (int index = 0; index < count; index++)
        {
            if (!char.IsAsciiDigit(_rest[index]))
            {
                return false;
            }

            value = (value * 10) + (_rest[index] - '0');
        }

        _rest = _rest[count..];
        return true;
    }
}
