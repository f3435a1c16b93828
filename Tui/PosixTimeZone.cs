using System.Globalization;

namespace TraceLlm.Monitor.Tui;

/// <summary>
/// A time zone written out in TZ, as POSIX has it (Base Definitions 8.3): <c>JST-9</c>, <c>&lt;+0530&gt;-5:30</c>,
/// <c>CET-1CEST,M3.5.0,M10.5.0/3</c>. TimeZoneInfo knows such text inside zone files only, and takes it for UTC in TZ.
/// </summary>
internal ref struct PosixTimeZone
{
    private const int MostOffsetHours = 24;

    /// <summary>The rules of a zone that names summer time without them: those of the United States, as in the C library.</summary>
    private const string DefaultRules = ",M3.2.0,M11.1.0";

    /// <summary>TimeZoneInfo has no offset beyond.</summary>
    private static readonly TimeSpan MostOffset = TimeSpan.FromHours(14);

    private ReadOnlySpan<char> _rest;

    private PosixTimeZone(string text) => _rest = text;

    /// <summary>The zone of a process with that TZ.</summary>
    /// <param name="tz">The variable's value; null when it is not set.</param>
    public static TimeZoneInfo FindLocal(string? tz) => TryReadOwn(tz) ?? TimeZoneInfo.Local;

    /// <summary>The zone that a value of TZ spells out; null when that is for the framework to read.</summary>
    public static TimeZoneInfo? TryReadOwn(string? tz) =>
        tz is not null && TryParse(tz) is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(tz, out _) ? zone : null;

    /// <returns>Null when the text is no such zone, or has what TimeZoneInfo cannot express.</returns>
    public static TimeZoneInfo? TryParse(string text)
    {
        var parser = new PosixTimeZone(text);
        return parser.TryReadZone(out TimeSpan standard, out TimeZoneInfo.AdjustmentRule? summer) && parser._rest.IsEmpty
            ? TimeZoneInfo.CreateCustomTimeZone("TZ", standard, null, null, null, summer is null ? null : [summer])
            : null;
    }

    private bool TryReadZone(out TimeSpan standard, out TimeZoneInfo.AdjustmentRule? summer)
    {
        summer = null;
        return TryReadName() & TryReadOffset(out standard) && (_rest.IsEmpty || TryReadSummer(standard, out summer));
    }

    private bool TryReadSummer(TimeSpan standard, out TimeZoneInfo.AdjustmentRule? rule)
    {
        rule = null;
        TimeSpan offset = standard + TimeSpan.FromHours(1);
        if (!TryReadName() || (!_rest.IsEmpty && _rest[0] != ',' && !TryReadOffset(out offset)) || offset.Duration() > MostOffset)
        {
            return false;
        }

        _rest = _rest.IsEmpty ? DefaultRules : _rest;
        if (!TryReadTransition(out TimeZoneInfo.TransitionTime start) || !TryReadTransition(out TimeZoneInfo.TransitionTime end)
            || start.Equals(end))
        {
            return false;
        }

        rule = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, offset - standard, start, end);
        return true;
    }

    /// <summary>Three letters or more, or anything between angle brackets; the name itself is not shown.</summary>
    private bool TryReadName()
    {
        int length = _rest.StartsWith("<") ? _rest.IndexOf('>') + 1 : LengthOf(char.IsAsciiLetter);
        _rest = _rest[length..];
        return length >= 3;
    }

    /// <summary><c>hh[:mm[:ss]]</c>, positive west of Greenwich; the offset is positive east of it.</summary>
    private bool TryReadOffset(out TimeSpan offset)
    {
        bool isRead = TryReadTime(out TimeSpan west);
        offset = -west;
        return isRead && offset.Duration() <= MostOffset && offset.Seconds == 0;
    }

    private bool TryReadTime(out TimeSpan time)
    {
        int sign = _rest.StartsWith("-") ? -1 : 1;
        _rest = _rest.StartsWith("-") || _rest.StartsWith("+") ? _rest[1..] : _rest;
        (int minutes, int seconds) = (0, 0);
        bool isRead = TryReadNumber(0, MostOffsetHours, out int hours)
            && (!TryTake(':') || (TryReadNumber(0, 59, out minutes) && (!TryTake(':') || TryReadNumber(0, 59, out seconds))));
        time = sign * new TimeSpan(hours, minutes, seconds);
        return isRead;
    }

    /// <summary><c>,Mm.w.d[/time]</c> or <c>,Jn[/time]</c>. A plain day number, which counts the leap day, is not understood.</summary>
    private bool TryReadTransition(out TimeZoneInfo.TransitionTime transition)
    {
        transition = default;
        if (!TryTake(','))
        {
            return false;
        }

        (int month, int week, int day, int dayOfYear) = (0, 0, 0, 0);
        bool isWeekly = TryTake('M');
        bool isRead = isWeekly
            ? TryReadNumber(1, 12, out month) && TryTake('.') && TryReadNumber(1, 5, out week) && TryTake('.')
                && TryReadNumber(0, 6, out day)
            : TryTake('J') && TryReadNumber(1, 365, out dayOfYear);
        TimeSpan time = TimeSpan.FromHours(2);
        if (!isRead || (TryTake('/') && !TryReadTime(out time)) || time < TimeSpan.Zero || time >= TimeSpan.FromDays(1))
        {
            return false;
        }

        transition = isWeekly
            ? TimeZoneInfo.TransitionTime.CreateFloatingDateRule(DateTime.MinValue + time, month, week, (DayOfWeek)day)
            : FixedDay(dayOfYear, time);
        return true;
    }

    /// <param name="dayOfYear">1 to 365: February 29 is never counted.</param>
    private static TimeZoneInfo.TransitionTime FixedDay(int dayOfYear, TimeSpan time)
    {
        DateTime date = new DateTime(2001, 1, 1).AddDays(dayOfYear - 1);
        return TimeZoneInfo.TransitionTime.CreateFixedDateRule(DateTime.MinValue + time, date.Month, date.Day);
    }

    private bool TryReadNumber(int least, int most, out int number)
    {
        int length = LengthOf(char.IsAsciiDigit);
        bool isRead = int.TryParse(_rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number >= least && number <= most;
        _rest = _rest[length..];
        return isRead;
    }

    private bool TryTake(char expected)
    {
        bool isThere = _rest.Length > 0 && _rest[0] == expected;
        _rest = isThere ? _rest[1..] : _rest;
        return isThere;
    }

    private readonly int LengthOf(Func<char, bool> isPart)
    {
        int length = 0;
        while (length < _rest.Length && isPart(_rest[length]))
        {
            length++;
        }

        return length;
    }
}
