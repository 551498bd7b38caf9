namespace QuickScale.Modules.Billing.Pages;

/// <summary>The table of invoices, on the contract's page and for administrators.</summary>
/// <param name="Day">Writes a day as the reader's profile has it.</param>
/// <param name="MayPay">Whether there is a way to pay what is open.</param>
public sealed record InvoicesView(IReadOnlyList<Invoice> Invoices, Func<DateTime, string> Day, bool MayPay);
