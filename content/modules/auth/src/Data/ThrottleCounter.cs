using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Attempts of one kind by one subject in one window; <see cref="Throttle"/> counts in it by one statement.</summary>
public sealed class ThrottleCounter : IGlobalEntity
{
    /// <summary>The rule and a hash of whom it counts.</summary>
    public required string Key { get; set; }

    public int Count { get; set; }

    /// <summary>How many windows in a row were exceeded: each makes the next one twice as long.</summary>
    public int Level { get; set; }

    /// <summary>The window's end in seconds since 1970: a number, so that the same statement adds to it on both databases.</summary>
    public long EndsAt { get; set; }
}
