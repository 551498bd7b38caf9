using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing;

/// <summary>A mail about a contract. Whoever pays for several owners has to know which one it is about.</summary>
/// <param name="For">What people call the owner; null for one that needs no name.</param>
public abstract record ContractMail(string Site, string? For) : EmailContent
{
    public override bool MayBeRepeated => true;

    public override IReadOnlyList<EmailBlock> Body => For is null ? News : [new EmailParagraph($"For: {For}"), .. News];

    /// <summary>What there is to say.</summary>
    protected abstract IReadOnlyList<EmailBlock> News { get; }
}

/// <summary>A payment has failed for the first time.</summary>
/// <param name="Until">Until when nothing changes (UTC).</param>
/// <param name="Billing">The page where another card is entered.</param>
public sealed record PaymentFailedMail(string Site, string? For, DateTime Until, Uri Billing) : ContractMail(Site, For)
{
    public override string Kind => "billing.payment-failed";

    public override string Subject => $"Your payment to {Site} failed";

    protected override IReadOnlyList<EmailBlock> News =>
    [
        new EmailParagraph($"We could not collect your payment. Nothing changes until {RecipientTime.Format(Until)}; after that your data can only be looked at."),
        new EmailAction("Enter another card", Billing),
        new EmailNote("We try the present card again within some days. You need not do anything if there is money on it by then."),
    ];
}

/// <summary>What had failed is paid.</summary>
public sealed record PaymentRecoveredMail(string Site, string? For, Uri Billing) : ContractMail(Site, For)
{
    public override string Kind => "billing.payment-recovered";

    public override string Subject => $"Your payment to {Site} arrived";

    protected override IReadOnlyList<EmailBlock> News => [new EmailParagraph("Thank you. What was open is paid, and everything goes on as before."), new EmailAction("See your contract", Billing)];
}

/// <summary>A trial ends within three days.</summary>
/// <param name="Plan">The plan's name.</param>
/// <param name="Ends">UTC.</param>
public sealed record TrialEndingMail(string Site, string? For, string Plan, DateTime Ends, Uri Billing) : ContractMail(Site, For)
{
    public override string Kind => "billing.trial-ending";

    public override string Subject => $"Your trial of {Site} ends soon";

    protected override IReadOnlyList<EmailBlock> News =>
    [
        new EmailParagraph($"Your trial of {Plan} ends on {RecipientTime.Format(Ends)}. With a card on file the plan goes on and is paid from then; without one it stops."),
        new EmailAction("See your contract", Billing),
    ];
}

/// <summary>The card from which the contract is paid is no longer taken soon.</summary>
/// <param name="Last4">Its last four digits.</param>
/// <param name="Month">From 1 to 12; the card is good until the end of it.</param>
public sealed record CardExpiresMail(string Site, string? For, string Last4, int Year, int Month, Uri Billing) : ContractMail(Site, For)
{
    public override string Kind => "billing.card-expires";

    public override string Subject => $"Your card for {Site} expires";

    protected override IReadOnlyList<EmailBlock> News =>
    [
        new EmailParagraph(FormattableString.Invariant($"The card ending in {Last4}, from which your contract is paid, is good until {Year}-{Month:D2}. Enter another one, or the same with its new date, so that the next payment works.")),
        new EmailAction("Enter another card", Billing),
        new EmailNote("Some banks tell us the new date by themselves. You need do nothing then."),
    ];
}

/// <summary>The customer was deleted at the payment provider, or a contract ended because nobody paid.</summary>
public sealed record ContractEndedMail(string Site, string? For, Uri Pricing) : ContractMail(Site, For)
{
    public override string Kind => "billing.contract-ended";

    public override string Subject => $"Your contract with {Site} has ended";

    protected override IReadOnlyList<EmailBlock> News => [new EmailParagraph("Your contract has ended, and your account is on the free plan. Your data is still there."), new EmailAction("Choose a plan", Pricing)];
}
