namespace QuickScale.Modules.Billing;

/// <summary>The paths of the module's pages: the same in all themes, since e-mails and Stripe lead to them.</summary>
public static class BillingPaths
{
    public const string Pricing = "/pricing";
    public const string Contract = "/billing";
    public const string Change = "/billing/change";
    public const string Seats = "/billing/seats";
    public const string Return = "/billing/return";

    // For administrators.
    public const string Accounts = "/billing/accounts";
    public const string Events = "/billing/events";
    public const string Figures = "/billing/figures";
    public const string Drift = "/billing/drift";
    public const string FailedUsage = "/billing/usage";

    public static string Account(Guid id) => $"{Accounts}/{id}";

    public static string Event(string id) => $"{Events}/{Uri.EscapeDataString(id)}";
}
