using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>What people are told, what they choose to be told, and what administrators see of it.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class NotificationsReachPeople(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(NotificationsReachPeople));

    private const string Test = "This is a test";

    [Test]
    public async Task They_are_told_at_once_read_it_and_choose_what_they_are_told()
    {
        const string email = "nora@example.com";
        await using var pages = await AdministratorAsync(email);
        await pages.GoAsync("/notifications", "notifications-none");
        (await pages.TextAsync()).ShouldContain("There is nothing yet.");

        // Another tab of the same person, where nothing is pressed.
        var tab = await pages.Page.Context.NewPageAsync();
        await tab.GotoAsync($"{pages.Site}/about");
        await ShouldBeNewAsync(tab, 0);
        await pages.GoAsync("/notifications/log", "message-log");
        await pages.PressAsync("Send yourself a test", "A test is on its way to you.", "message-log-test");
        await ShouldBeNewAsync(tab, 1);
        await ShouldBeNewAsync(pages.Page, 1);

        await pages.GoAsync("/notifications", "notifications");
        (await pages.TextAsync()).ShouldContain("1 is new.");
        await pages.PressAsync($"Mark as read {Test}", "The notification is marked as read.", "notifications-read");
        await ShouldBeNewAsync(tab, 0);
        await pages.PressAsync($"Open {Test}", "/notifications/log");
        await pages.PressAsync("Send yourself a test", "A test is on its way to you.");
        await ShouldBeNewAsync(tab, 1);
        await pages.GoAsync("/notifications");
        await pages.PressAsync("Mark all as read", "All notifications are marked as read.");
        await ShouldBeNewAsync(tab, 0);
        await Assertions.Expect(pages.Page.GetByRole(AriaRole.Button, new() { Name = "Mark all as read", Exact = true })).ToHaveCountAsync(0);

        await ChooseAsync(pages);
        pages.ShouldHaveNoProblem();
        await pages.LogOutAsync();
        await Assertions.Expect(pages.Page.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Notifications") })).ToHaveCountAsync(0);
    }

    [Test]
    public async Task A_mail_is_unsubscribed_from_without_a_login_and_sent_again_only_before_that()
    {
        const string email = "otto@example.com";
        await using var pages = await AdministratorAsync(email);
        await pages.GoAsync("/notifications/log");
        await pages.PressAsync("Send yourself a test", "A test is on its way to you.");
        await Mail.PathAsync(pages.Site, email, Test);
        await FindAsync(pages, email);
        await pages.PressAsync("Send again", "It is queued once more: this is the new message.", "message");

        await using var stranger = await AccountPages.OpenAsync(theme);
        await stranger.FollowMailAsync(email, Test, "unsubscribe");
        stranger.ShouldBeAt("/unsubscribe");
        var link = stranger.Page.Url;
        await stranger.PressAsync("Unsubscribe", "You are unsubscribed. Nothing of this kind is sent to you any more.", "unsubscribed");
        (await stranger.TextAsync()).ShouldContain("No e-mails of the kind “Test notifications” are sent to you.");
        stranger.ShouldHaveNoProblem();
        await stranger.GoInVainAsync("/unsubscribe?token=nothing", "unsubscribe-void");
        (await stranger.TextAsync()).ShouldContain("This link is not good, or too old.");

        await pages.GoAsync("/account/notifications");
        await Assertions.Expect(pages.Page.GetByRole(AriaRole.Group, new() { Name = "Test notifications by e-mail" }).GetByLabel("Never")).ToBeCheckedAsync();
        await FindAsync(pages, email);
        (await pages.TextAsync()).ShouldContain("The recipient wants no messages of this kind any more, so it is not sent again.");
        await Assertions.Expect(pages.Page.GetByRole(AriaRole.Button, new() { Name = "Send again", Exact = true })).ToHaveCountAsync(0);
        await pages.GoAsync("/notifications/suppressions", "suppressions");
        pages.ShouldHaveNoProblem();

        await ShouldTakeOneClickAsync(link);
    }

    /// <summary>An account that has signed up as everybody does, and may run the installation.</summary>
    private async Task<AccountPages> AdministratorAsync(string email)
    {
        var pages = await AccountPages.OpenAsync(theme);
        await pages.SignUpAsync(email);
        await RunningSite.CommandAsync(theme, "auth", "create-admin", email);
        await pages.LogInAsync(email);
        return pages;
    }

    private static async Task ChooseAsync(AccountPages pages)
    {
        var kind = pages.Page.GetByRole(AriaRole.Group, new() { Name = "Test notifications by e-mail" });
        await pages.GoAsync("/account/notifications", "preferences");
        (await pages.TextAsync()).ShouldContain("is always sent and cannot be turned off.");
        await kind.GetByLabel("In the daily digest").CheckAsync();
        await pages.Page.GetByLabel("Show here: Test notifications").UncheckAsync();
        await pages.PressAsync("Save", "Saved.", "preferences-saved");
        await pages.GoAsync("/account/notifications");
        await Assertions.Expect(kind.GetByLabel("In the daily digest")).ToBeCheckedAsync();
        await Assertions.Expect(pages.Page.GetByLabel("Show here: Test notifications")).Not.ToBeCheckedAsync();
    }

    /// <summary>Looks for the newest test in the log, and opens it.</summary>
    private static async Task FindAsync(AccountPages pages, string email)
    {
        await pages.GoAsync("/notifications/log");
        await pages.Page.GetByLabel("State", new() { Exact = true }).SelectOptionAsync("Sent");
        await pages.FillAsync("Kind", "notifications.");
        await pages.FillAsync("Address", email[..4]);
        await pages.PressAsync("Show", "/notifications/log");
        await Assertions.Expect(pages.Page.GetByText("auth.verify-email")).ToHaveCountAsync(0);
        await pages.Page.GetByRole(AriaRole.Link, new() { Name = Test, Exact = true }).First.ClickAsync();
        await pages.Page.GetByRole(AriaRole.Heading, new() { Name = "Send it again" }).WaitForAsync();
        (await pages.TextAsync()).ShouldContain(email);
    }

    /// <summary>As a mail program does it (RFC 8058): no cookies, no page before, no redirect after.</summary>
    private static async Task ShouldTakeOneClickAsync(string link)
    {
        using var program = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
        using var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        using var answer = await program.PostAsync(link, form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("You are unsubscribed.");
    }

    /// <summary>The number behind the link of the navigation, which comes and goes by itself.</summary>
    private static Task ShouldBeNewAsync(IPage page, int count) =>
        Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = count == 0 ? "Notifications" : $"Notifications {count} new", Exact = true })).ToBeVisibleAsync();
}
