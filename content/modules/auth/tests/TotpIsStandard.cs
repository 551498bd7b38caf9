using System.Text;

namespace QuickScale.Modules.Auth.Tests;

public class TotpIsStandard
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, the last six digits.</summary>
    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(1111111111, "050471")]
    [TestCase(1234567890, "005924")]
    [TestCase(2000000000, "279037")]
    [TestCase(20000000000, "353130")]
    public void A11_Codes_are_those_of_the_standard(long seconds, string code) =>
        Totp.CodeAt(Secret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))).ShouldBe(code);

    [TestCase(-2, false)]
    [TestCase(-1, true)]
    [TestCase(0, true)]
    [TestCase(1, true)]
    [TestCase(2, false)]
    public void A11_One_step_before_and_after_is_taken(int offset, bool isTaken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var step = Totp.StepAt(now) + offset;

        Totp.FindStep(Secret, Totp.CodeAt(Secret, step), now).ShouldBe(isTaken ? step : null);
    }

    /// <summary>RFC 4648, section 10.</summary>
    [TestCase("", "")]
    [TestCase("f", "MY")]
    [TestCase("fo", "MZXQ")]
    [TestCase("foo", "MZXW6")]
    [TestCase("foob", "MZXW6YQ")]
    [TestCase("fooba", "MZXW6YTB")]
    [TestCase("foobar", "MZXW6YTBOI")]
    public void Secrets_are_typed_in_Base32(string bytes, string text) => Totp.InBase32(Encoding.ASCII.GetBytes(bytes)).ShouldBe(text);

    [Test]
    public void What_the_QR_code_says_is_read_by_apps() =>
        Totp.Uri("Acme: Notes", "ann+a@example.com", "MZXW6").ShouldBe("otpauth://totp/Acme%20Notes:ann%2Ba%40example.com?secret=MZXW6&issuer=Acme%20Notes");
}
