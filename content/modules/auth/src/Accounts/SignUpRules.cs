using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Auth;

/// <summary>What every way of signing up asks for: an address, perhaps a name, and agreement to the terms.</summary>
public sealed class SignUpRules(IOptionsMonitor<AuthSettings> settings)
{
    /// <returns>The address is null exactly when it is among the refusals.</returns>
    public (EmailAddress? Address, string Name, List<Refusal> Refusals) Check(string? email, string? typedName, bool acceptTerms)
    {
        var refusals = new List<Refusal>();
        if (!EmailAddress.TryParse(email, out var address))
        {
            refusals.Add(Refusals.EmailInvalid);
        }

        var name = typedName?.Trim() ?? "";
        if (name.Length > User.LongestName || name.Any(char.IsControl))
        {
            refusals.Add(Refusals.NameTooLong);
        }

        if (settings.CurrentValue.TermsVersion.Length > 0 && !acceptTerms)
        {
            refusals.Add(Refusals.TermsNotAccepted);
        }

        return (address, name, refusals);
    }
}
