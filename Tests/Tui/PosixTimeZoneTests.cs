using System.Globalization;
using TraceLlm.Monitor.Tui;

namespace TraceLlm.Monitor.Tests.Tui;

/// <summary>The expected times are those of the C library: <c>TZ=... date -d @seconds</c>.</summary>
public sealed class PosixTimeZoneTests
{
    [Theory]
    [InlineData("JST-9", "2026-01-15T12:00", "2026-01-15T21:00")]
    [InlineData("UTC0", "2026-01-15T12:00", "2026-01-15T12:00")]
    [InlineData("EST5", "2026-07-15T12:00", "2026-07-15T07:00")]
    [InlineData("EST+5", "2026-07-15T12:00", "2026-07-15T07:00")]
    [InlineData("<+0530>-5:30", "2026-01-15T12:00", "2026-01-15T17:30")]
    [InlineData("<-03>3", "2026-01-15T12:00", "2026-01-15T09:00")]
    [InlineData("NPT-5:45:00", "2026-01-15T12:00", "2026-01-15T17:45")]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2026-01-15T12:00", "2026-01-15T13:00")]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-15T12:00", "2026-07-15T14:00")]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59", "2026-03-29T01:59")]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00", "2026-03-29T03:00")]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59", "2026-10-25T02:59")]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00", "2026-10-25T02:00")]
    [InlineData("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-15T12:00", "2026-01-15T23:00")]
    [InlineData("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-07-15T12:00", "2026-07-15T22:00")]
    [InlineData("XXX5YYY", "2026-07-15T12:00", "2026-07-15T08:00")]
    [InlineData("XXX5YYY", "2026-12-15T12:00", "2026-12-15T07:00")]
    [InlineData("XXX5YYY3,J60/0,J300/12:30", "2026-03-01T05:00", "2026-03-01T02:00")]
    [InlineData("XXX5YYY3,J60/0,J300/12:30", "2026-03-01T04:59", "2026-02-28T23:59")]
    public void Local_time_is_that_of_the_C_library(string tz, string utc, string local)
    {
        TimeZoneInfo zone = Assert.IsType<TimeZoneInfo>(PosixTimeZone.TryParse(tz));
        DateTime moment = DateTime.Parse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

        Assert.Equal(
            local, TimeZoneInfo.ConvertTimeFromUtc(moment, zone).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Europe/Berlin")]
    [InlineData(":Europe/Berlin")]
    [InlineData("JST")]
    [InlineData("JS-9")]
    [InlineData("-9")]
    [InlineData("<+09-9")]
    [InlineData("JST-9x")]
    [InlineData("JST-25")]
    [InlineData("JST-9:60")]
    [InlineData("JST-99999999999")]
    [InlineData("XXX-15")]
    [InlineData("LMT-0:53:28")]
    [InlineData("CET-1CEST,M3.5.0")]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3x")]
    [InlineData("CET-1CEST,M13.5.0,M10.5.0")]
    [InlineData("CET-1CEST,M3.6.0,M10.5.0")]
    [InlineData("CET-1CEST,M3.5.7,M10.5.0")]
    [InlineData("CET-1CEST,M3.5.0,M3.5.0")]
    [InlineData("CET-1CEST,J0,J300")]
    [InlineData("CET-1CEST,59,300")]
    [InlineData("CET-1CEST,M3.5.0/-1,M10.5.0")]
    [InlineData("CET-1CEST,M3.5.0/24,M10.5.0")]
    public void Anything_else_is_no_zone(string tz) => Assert.Null(PosixTimeZone.TryParse(tz));

    /// <summary>Every beginning and every changed character is a zone or none: no exception leaves the parser.</summary>
    [Fact]
    public void Damaged_text_is_harmless()
    {
        const string Zone = "<+0530>-5:30CEST-6:45:00,M3.5.0/1:30,J300/23:59:59";
        for (int index = 0; index <= Zone.Length; index++)
        {
            _ = PosixTimeZone.TryParse(Zone[..index]);
            for (char changed = ' '; index < Zone.Length && changed <= '~'; changed++)
            {
                _ = PosixTimeZone.TryParse(Zone[..index] + changed + Zone[(index + 1)..]);
            }
        }

        Assert.NotNull(PosixTimeZone.TryParse(Zone));
    }

    [Fact]
    public void Without_TZ_or_with_a_zone_file_the_system_decides()
    {
        Assert.Same(TimeZoneInfo.Local, PosixTimeZone.FindLocal(null));
        Assert.Same(TimeZoneInfo.Local, PosixTimeZone.FindLocal("UTC"));
        Assert.Same(TimeZoneInfo.Local, PosixTimeZone.FindLocal("no such zone"));
        Assert.Equal(TimeSpan.FromHours(9), PosixTimeZone.FindLocal("JST-9").BaseUtcOffset);
    }
}
