namespace QuickScale.Modules.Billing.Tests;

public class AccessFollowsTheContract
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    [TestCase(SubscriptionStatus.Trialing, AccessLevel.Full, AccessNotice.None)]
    [TestCase(SubscriptionStatus.Active, AccessLevel.Full, AccessNotice.None)]
    [TestCase(SubscriptionStatus.PastDue, AccessLevel.Full, AccessNotice.PaymentFailed)]
    [TestCase(SubscriptionStatus.Paused, AccessLevel.ReadOnly, AccessNotice.CardNeeded)]
    [TestCase(SubscriptionStatus.Incomplete, AccessLevel.Free, AccessNotice.PaymentOutstanding)]
    [TestCase(SubscriptionStatus.Unpaid, AccessLevel.Free, AccessNotice.PaymentFailed)]
    [TestCase(SubscriptionStatus.Canceled, AccessLevel.Free, AccessNotice.Ended)]
    [TestCase(SubscriptionStatus.IncompleteExpired, AccessLevel.Free, AccessNotice.None)]
    public void B6_Each_status_has_its_access(SubscriptionStatus status, AccessLevel level, AccessNotice notice)
    {
        var access = AccessMap.Of(new Subscription { Status = status, FirstPaymentFailedAt = status == SubscriptionStatus.PastDue ? Now.AddDays(-6) : null }, Now, Grace);

        (access.Level, access.Notice).ShouldBe((level, notice));
    }

    [Test]
    public void B6_No_status_is_left_out() =>
        Enum.GetValues<SubscriptionStatus>().ShouldAllBe(status => Enum.IsDefined(AccessMap.Of(new Subscription { Status = status }, Now, Grace).Level));

    [TestCase(-7 * 24 + 1, AccessLevel.Full)]
    [TestCase(-7 * 24, AccessLevel.ReadOnly)]
    public void B6_The_grace_counts_from_the_first_failure(int hours, AccessLevel level)
    {
        var subscription = new Subscription { Status = SubscriptionStatus.PastDue, FirstPaymentFailedAt = Now.AddHours(hours), SyncedAt = Now };

        AccessMap.Of(subscription, Now, Grace).Level.ShouldBe(level);
        AccessMap.Of(subscription, Now, TimeSpan.Zero).Level.ShouldBe(AccessLevel.ReadOnly, "no grace at all");
    }

    [TestCase(6, AccessLevel.Full)]
    [TestCase(8, AccessLevel.ReadOnly)]
    public void B6_Without_a_payment_that_was_tried_the_grace_counts_from_the_period_and_no_look_renews_it(int days, AccessLevel level)
    {
        var subscription = new Subscription { Status = SubscriptionStatus.PastDue, CurrentPeriodStart = Now.AddDays(-days), CreatedAt = Now.AddYears(-1), SyncedAt = Now };

        AccessMap.Of(subscription, Now, TimeSpan.FromDays(7)).Level.ShouldBe(level);
    }

    [Test]
    public void B7_A_contract_that_was_cancelled_gives_access_until_its_period_ends()
    {
        var subscription = new Subscription { Status = SubscriptionStatus.Active, CancelAtPeriodEnd = true, CancelAt = Now.AddDays(9) };

        AccessMap.Of(subscription, Now, Grace).ShouldBe(new AccessState(AccessLevel.Full, AccessNotice.None, Now.AddDays(9)));
    }

    [Test]
    public void B6_Of_several_contracts_the_one_that_is_paid_counts()
    {
        Subscription[] all =
        [
            new() { ExternalId = "old", Status = SubscriptionStatus.Canceled, CreatedAt = Now },
            new() { ExternalId = "paid", Status = SubscriptionStatus.Active, CreatedAt = Now.AddDays(-30) },
            new() { ExternalId = "begun", Status = SubscriptionStatus.Incomplete, CreatedAt = Now },
        ];

        AccessMap.Current(all, Now, Grace)!.ExternalId.ShouldBe("paid");
        AccessMap.Current(all.Where(one => one.ExternalId != "paid"), Now, Grace)!.ExternalId.ShouldBe("begun");
        AccessMap.Current([], Now, Grace).ShouldBeNull();
    }
}
