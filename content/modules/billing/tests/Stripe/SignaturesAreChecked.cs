using System.Security.Cryptography;
using System.Text;

namespace QuickScale.Modules.Billing.Tests;

public class SignaturesAreChecked
{
    private static readonly byte[] Body = """{"id":"evt_1"}"""u8.ToArray();
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);

    [Test]
    public void B1_The_signature_is_what_Stripe_documents()
    {
        var mac = Convert.ToHexStringLower(HMACSHA256.HashData("whsec_a"u8, Encoding.UTF8.GetBytes($"{Now.ToUnixTimeSeconds()}.{Encoding.UTF8.GetString(Body)}")));

        IsValid($"t={Now.ToUnixTimeSeconds()},v1={mac}", "whsec_a").ShouldBeTrue();
        IsValid($"t={Now.ToUnixTimeSeconds()},v0={mac}", "whsec_a").ShouldBeFalse("the scheme of test events proves nothing");
        StripeSignature.Sign(Body, "whsec_a", Now).ShouldBe($"t={Now.ToUnixTimeSeconds()},v1={mac}");
    }

    [Test]
    public void B1_Any_of_several_secrets_and_of_several_signatures_will_do()
    {
        var (old, next) = (StripeSignature.Sign(Body, "whsec_old", Now), StripeSignature.Sign(Body, "whsec_new", Now));

        IsValid(old, "whsec_new", "whsec_old").ShouldBeTrue();
        IsValid($"{old},{next.Split(',')[1]}", "whsec_new").ShouldBeTrue();
        IsValid(old, "whsec_new").ShouldBeFalse();
        IsValid(old).ShouldBeFalse("without a secret nobody has signed");
    }

    [TestCase(-301, false)]
    [TestCase(-300, true)]
    [TestCase(300, true)]
    [TestCase(301, false)]
    public void B1_A_time_that_is_too_far_away_is_refused(int seconds, bool isValid) =>
        IsValid(StripeSignature.Sign(Body, "whsec_a", Now.AddSeconds(seconds)), "whsec_a").ShouldBe(isValid);

    [TestCase(null)]
    [TestCase("")]
    [TestCase("t=,v1=")]
    [TestCase("t=abc,v1=00")]
    [TestCase("t=99999999999999999999,v1=00")]
    [TestCase("v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("t=1772366400")]
    [TestCase("t=1772366400,t=1772366400,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [TestCase("t=1772366400,v1=zz00000000000000000000000000000000000000000000000000000000000000")]
    [TestCase(",,,===,,,")]
    public void B1_A_header_that_is_none_is_refused(string? header) => IsValid(header, "whsec_a").ShouldBeFalse();

    [Test]
    public void B1_Another_body_is_refused()
    {
        var header = StripeSignature.Sign(Body, "whsec_a", Now);

        StripeSignature.IsValid("""{"id":"evt_2"}"""u8, header, ["whsec_a"], Now, Tolerance).ShouldBeFalse();
    }

    private static bool IsValid(string? header, params string[] secrets) => StripeSignature.IsValid(Body, header, secrets, Now, Tolerance);
}
