using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;

namespace Studio.Features.ClassSessions;

/// <summary>The section <c>Classes</c>.</summary>
public sealed class ClassesSettings : IValidatableObject
{
    /// <summary>The zone of the studios' clocks, as in Europe/Berlin.</summary>
    public string TimeZone { get; set; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new ValidationResult("Set Classes__TimeZone to a time zone, such as Europe/Berlin.");
        }
    }
}

/// <summary>Times on the clock of the studios: a class is at a place, so everybody sees the time there.</summary>
public sealed class SiteTime(IOptions<ClassesSettings> settings)
{
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(settings.Value.TimeZone);

    public TimeZoneInfo Zone => _zone;

    public DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), _zone);

    /// <summary>Null for a time that the clocks skip in spring.</summary>
    public DateTime? Utc(DateTime local)
    {
        var plain = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return _zone.IsInvalidTime(plain) ? null : TimeZoneInfo.ConvertTimeToUtc(plain, _zone);
    }

    public string Show(DateTime utc) => Local(utc).ToString("ddd d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
