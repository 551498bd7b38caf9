using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>One of each e-mail, for the development page and the tests of their words.</summary>
internal static class EmailSamples
{
    private static readonly Uri Site = new("https://example.com/");

    public static IReadOnlyList<EmailContent> All { get; } =
    [
        new VerifyEmailMail(new Uri(Site, "auth/verify-email?token=sample")),
        new AlreadyRegisteredMail(new Uri(Site, "auth/login"), new Uri(Site, "auth/forgot-password")),
        new ResetPasswordMail(new Uri(Site, "auth/reset-password?token=sample")),
        new SecurityNoticeMail(
            "Your password was changed", "The password of your account was changed, and all other devices were logged out.",
            new DateTime(2026, 1, 31, 12, 30, 0, DateTimeKind.Utc), "Firefox on Linux", "192.0.2.1", "Choose a new password", new Uri(Site, "auth/forgot-password")),
        new SignInCodeMail("123456"),
        new ConfirmEmailChangeMail(new Uri(Site, "auth/confirm-email-change?token=sample")),
        new AddressTakenMail(new Uri(Site, "auth/login")),
        new AccountErasedMail(),
    ];

    public static void AddEmailSamples(this IServiceCollection services)
    {
        foreach (var content in All)
        {
            services.AddSingleton(new EmailSample(content));
        }
    }
}
