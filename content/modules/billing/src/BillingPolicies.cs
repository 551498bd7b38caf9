namespace QuickScale.Modules.Billing;

/// <summary>Names of this module's authorization policies; administrators have core's.</summary>
public static class BillingPolicies
{
    /// <summary>Whoever is signed in, by whatever module.</summary>
    public const string User = "Billing.User";
}
