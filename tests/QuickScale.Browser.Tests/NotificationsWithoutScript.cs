using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>The number in the navigation needs script; nothing else does.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class NotificationsWithoutScript(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.SomeWithoutScript(nameof(NotificationsWithoutScript));

    [Test]
    public async Task Reading_choosing_and_unsubscribing_need_none()
    {
        const string email = "paula@example.com";
        await using var pages = await AccountPages.OpenAsync(theme, hasScript: false);
        await pages.SignUpAsync(email);
        await RunningSite.CommandAsync(theme, "auth", "create-admin", email);
        await pages.LogInAsync(email);
        await pages.GoAsync("/notifications/log", "message-log-without-script");
        await pages.PressAsync("Send yourself a test", "A test is on its way to you.");
        await Assertions.Expect(pages.Page.GetByRole(AriaRole.Link, new() { Name = "Notifications", Exact = true })).ToBeVisibleAsync();

        await pages.FollowAsync("Notifications", "/notifications", "notifications-without-script");
        (await pages.TextAsync()).ShouldContain("1 is new.");
        await pages.PressAsync("Mark as read This is a test", "The notification is marked as read.");
        (await pages.TextAsync()).ShouldContain("You have read everything.");

        await pages.FollowAsync("Choose what you are told", "/account/notifications");
        await pages.Page.GetByRole(AriaRole.Group, new() { Name = "Test notifications by e-mail" }).GetByLabel("In the daily digest").CheckAsync();
        await pages.PressAsync("Save", "Saved.");

        await pages.FollowMailAsync(email, "This is a test");
        await pages.PressAsync("Unsubscribe", "You are unsubscribed.");
        await pages.GoAsync("/account/notifications");
        await Assertions.Expect(pages.Page.GetByRole(AriaRole.Group, new() { Name = "Test notifications by e-mail" }).GetByLabel("Never")).ToBeCheckedAsync();
        pages.ShouldHaveNoProblem();
    }
}
