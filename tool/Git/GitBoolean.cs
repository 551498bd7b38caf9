using System.Globalization;

namespace QuickScale.Tool.Git;

/// <summary>A yes or no in git's configuration, of which git accepts many spellings.</summary>
internal static class GitBoolean
{
    /// <summary>Whether a setting says yes; one that is missing does not.</summary>
    public static bool IsTrue(string? value) => value?.ToLowerInvariant() is "true" or "yes" or "on" || (IsNumber(value, out var number) && number != 0);

    /// <summary>Whether a setting says no, or nothing.</summary>
    public static bool IsFalse(string? value) => value?.ToLowerInvariant() is null or "" or "false" or "no" or "off" || (IsNumber(value, out var number) && number == 0);

    private static bool IsNumber(string? value, out int number) => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
