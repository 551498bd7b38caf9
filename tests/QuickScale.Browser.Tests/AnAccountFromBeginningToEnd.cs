using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>What a person does with an account, in a browser and with the mail that the development page shows.</summary>
[Category("Slow")]
public sealed class AnAccountFromBeginningToEnd
{
    private const string Old = "ann@example.com";
    private const string New = "ann.miller@example.com";
    private const string Password = "a quiet river bends";

    private readonly List<string> _messages = [];
    private string _site = "";
    private IBrowserContext _context = null!;
    private IPage _page = null!;
    private int _number;

    [OneTimeSetUp]
    public async Task OpenTheSite()
    {
        _site = await SiteWithAccounts.GetAsync();
        _context = await (await Browser.GetAsync()).NewContextAsync(new() { ColorScheme = ColorScheme.Light, ViewportSize = new() { Width = 1000, Height = 800 } });
        _page = await _context.NewPageAsync();
        _page.Console += (_, message) => _messages.Add(message.Text);
        _page.PageError += (_, error) => _messages.Add(error);
    }

    [OneTimeTearDown]
    public async Task CloseIt() => await _context.DisposeAsync();

    [Test]
    public async Task It_is_made_used_changed_and_deleted_without_a_violation_on_any_page()
    {
        await SignUpAsync();
        await LogInAsync(Old);
        await EditTheProfileAsync();
        await ChangeTheAddressAsync();
        foreach (var page in new[] { "password", "sessions", "events" })
            await OpenAsync($"/account/{page}", page);

        await DownloadTheDataAsync();
        await DeleteTheAccountAsync();
        _messages.ShouldBeEmpty();
    }

    private async Task SignUpAsync()
    {
        await OpenAsync("/auth/sign-up", "sign-up");
        await _page.GetByLabel("E-mail address").FillAsync(Old);
        await _page.GetByLabel("Password").FillAsync(Password);
        await PressAsync("Sign up", "check-mail");
        await FollowTheMailAsync("Confirm your e-mail address", "verify-email");
        await PressAsync("Confirm the address", "verified");
    }

    private async Task LogInAsync(string email)
    {
        await OpenAsync("/auth/login", "login");
        await _page.GetByLabel("E-mail address").FillAsync(email);
        await _page.GetByLabel("Password").FillAsync(Password);
        await PressAsync("Log in", "account");
        (await _page.InnerTextAsync("main")).ShouldContain(email);
    }

    private async Task EditTheProfileAsync()
    {
        await OpenAsync("/account/profile", "profile");
        await _page.GetByLabel("Name").FillAsync("Ann Miller");
        await _page.GetByLabel("Time zone").FillAsync("Europe/Zurich");
        await _page.GetByLabel("Dark").CheckAsync();
        await PressAsync("Save", "profile-dark");
        (await _page.EvaluateAsync<string>("getComputedStyle(document.documentElement).colorScheme")).ShouldBe("dark");

        await _page.GetByLabel("Picture").SetInputFilesAsync(Repository.PathOf("content", "starters", "quickscale", "themes", "html", "src", "QsApp", "wwwroot", "apple-touch-icon.png"));
        await PressAsync("Upload", "profile-picture");
        (await _page.EvaluateAsync<int>("document.querySelector('main img').naturalWidth")).ShouldBeGreaterThan(0);
    }

    private async Task ChangeTheAddressAsync()
    {
        await OpenAsync("/account/email", "email");
        await _page.GetByLabel("New e-mail address").FillAsync(New);
        await PressAsync("Change the address", "email-waiting");
        await FollowTheMailAsync("Confirm your new e-mail address", "confirm-email-change");
        await PressAsync("Confirm the new address", "email-changed");
        (await _page.InnerTextAsync("main")).ShouldContain(New);
        await FollowTheMailAsync("Your e-mail address was changed", "undo-email-change");
    }

    private async Task DownloadTheDataAsync()
    {
        await OpenAsync("/account/data", "data");
        var download = await _page.RunAndWaitForDownloadAsync(() => _page.GetByRole(AriaRole.Button, new() { Name = "Download the copy" }).ClickAsync());
        download.SuggestedFilename.ShouldEndWith(".zip");
    }

    private async Task DeleteTheAccountAsync()
    {
        await OpenAsync("/account/delete", "delete");
        await _page.GetByLabel("I want to delete my account").CheckAsync();
        await PressAsync("Delete the account", "deleted");
        (await _page.InnerTextAsync("main")).ShouldContain("Your account is closed.");
        // Within the grace it is kept by logging in.
        await LogInAsync(New);
    }

    private async Task OpenAsync(string path, string name)
    {
        (await _page.GotoAsync(_site + path))!.Status.ShouldBe(200, path);
        await LookAsync(name);
    }

    private async Task PressAsync(string button, string name)
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await _page.WaitForLoadStateAsync();
        await LookAsync(name);
    }

    /// <summary>Opens the newest message with a subject on the development page, and the link in it.</summary>
    private async Task FollowTheMailAsync(string subject, string name)
    {
        var link = _page.GetByRole(AriaRole.Link, new() { Name = subject, Exact = true }).First;
        await _page.GotoAsync($"{_site}/dev/mail");
        // It is sent in the background.
        for (var tries = 0; await link.CountAsync() == 0 && tries < 100; tries++)
        {
            await Task.Delay(100);
            await _page.ReloadAsync();
        }

        await link.ClickAsync();
        await _page.Locator("#shown").WaitForAsync();
        await _page.GotoAsync((await _page.Locator("main a[href*='token=']").First.GetAttributeAsync("href"))!);
        await LookAsync(name);
    }

    private async Task LookAsync(string name)
    {
        await _page.ScreenshotAsync(new() { Path = Repository.PathOf("artifacts", "screenshots", $"account-{++_number:00}-{name}.png"), FullPage = true });
        (await Axe.ViolationsAsync(_page)).ShouldBeEmpty(name);
        (await _page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, name);
    }
}
