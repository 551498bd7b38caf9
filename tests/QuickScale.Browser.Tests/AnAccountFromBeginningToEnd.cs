using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>What a person does with an account, in a browser and with the mail that the development page shows.</summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class AnAccountFromBeginningToEnd(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(AnAccountFromBeginningToEnd));

    private const string Old = "ann@example.com";
    private const string New = "ann.miller@example.com";

    private AccountPages _pages = null!;

    [OneTimeSetUp]
    public async Task OpenTheSite() => _pages = await AccountPages.OpenAsync(theme);

    [OneTimeTearDown]
    public async Task CloseIt() => await _pages.DisposeAsync();

    [Test]
    public async Task It_is_made_used_changed_and_deleted_without_a_violation_on_any_page()
    {
        await SignUpAsync();
        await LogInAsync();
        foreach (var page in new[] { "password", "sessions", "events" })
            await _pages.GoAsync($"/account/{page}", page);

        await EditTheProfileAsync();
        await ChangeTheAddressAsync();
        await TakeTheChangeBackAsync();
        await DownloadTheDataAsync();
        await DeleteTheAccountAsync();
        _pages.ShouldHaveNoProblem();
    }

    private async Task SignUpAsync()
    {
        await _pages.GoAsync("/auth/sign-up", "sign-up");
        await _pages.FillAsync("E-mail address", Old);
        await _pages.FillAsync("Password", "password12");
        await _pages.PressInVainAsync("Sign up", "This password is one of those", "sign-up-refused");
        (await _pages.Page.GetByLabel("E-mail address", new() { Exact = true }).InputValueAsync()).ShouldBe(Old, "nothing typed is lost");
        await _pages.FillAsync("Password", AccountPages.Password);
        // What was refused is gone when the field is checked: that must not move the button from under the hand.
        await _pages.PressSlowlyAsync("Sign up", "/auth/check-mail", "check-mail");
        await _pages.OpenMailAsync(Old, "Confirm your e-mail address", "dev-mail");
        await _pages.FollowMailAsync(Old, "Confirm your e-mail address", "verify-email");
        await _pages.PressAsync("Confirm the address", "Your address is confirmed.", "verified");
    }

    private async Task LogInAsync()
    {
        await _pages.GoAsync("/auth/login", "login");
        await _pages.FillAsync("E-mail address", Old);
        await _pages.FillAsync("Password", "not the right one");
        await _pages.PressInVainAsync("Log in", "do not go together", "login-refused");
        (await _pages.Page.GetByLabel("E-mail address", new() { Exact = true }).InputValueAsync()).ShouldBe(Old, "nothing typed is lost");
        await _pages.FillAsync("Password", AccountPages.Password);
        await _pages.PressAsync("Log in", AccountPages.Start, "start");
        await _pages.GoAsync("/account", "account");
        (await _pages.TextAsync()).ShouldContain(Old);
    }

    private async Task EditTheProfileAsync()
    {
        await _pages.GoAsync("/account/profile", "profile");
        await _pages.FillAsync("Name", "Ann Miller");
        await _pages.FillAsync("Time zone", "Europe/Zurich");
        await _pages.Page.GetByLabel("Dark").CheckAsync();
        await _pages.PressAsync("Save", "Saved.", "profile-dark");
        (await ColoursAsync()).ShouldBe("dark", "the device prefers light");

        await _pages.GoAsync("/account/profile");
        await _pages.Page.GetByLabel("Picture").SetInputFilesAsync(Path.Combine(Repository.Starter, ".template.config", "icon.png"));
        await _pages.PressAsync("Upload", "Saved.", "profile-picture");
        (await _pages.Page.EvaluateAsync<int>("document.querySelector('main img').decode().then(() => document.querySelector('main img').naturalWidth)")).ShouldBeGreaterThan(0);

        await _pages.GoAsync("/account/profile");
        await _pages.Page.GetByLabel("As the device has it").CheckAsync();
        await _pages.PressAsync("Save", "Saved.");
        (await ColoursAsync()).ShouldBe("light dark");
    }

    private async Task ChangeTheAddressAsync()
    {
        await _pages.GoAsync("/account/email", "email");
        await _pages.FillAsync("New e-mail address", New);
        await _pages.PressAsync("Change the address", $"Your account waits for {New}", "email-waiting");
        await _pages.FollowMailAsync(New, "Confirm your new e-mail address", "confirm-email-change");
        await _pages.PressAsync("Confirm the new address", "The new address is confirmed.", "email-changed");
        (await _pages.TextAsync()).ShouldContain(New);
    }

    private async Task TakeTheChangeBackAsync()
    {
        await _pages.FollowMailAsync(Old, "Your e-mail address was changed", "undo-email-change");
        await _pages.PressAsync("Take the change back", "Your old address is back", "email-change-undone");
        await _pages.GoAsync("/account");
        await _pages.ShouldShowAsync("/auth/login");
        await _pages.LogInAsync(Old);
        await _pages.GoAsync("/account");
        (await _pages.TextAsync()).ShouldContain(Old);
        (await _pages.TextAsync()).ShouldNotContain(New);
    }

    private async Task DownloadTheDataAsync()
    {
        await _pages.GoAsync("/account/data", "data");
        var download = await _pages.Page.RunAndWaitForDownloadAsync(() => _pages.Page.GetByRole(AriaRole.Button, new() { Name = "Download the copy" }).ClickAsync());
        download.SuggestedFilename.ShouldEndWith(".zip");
    }

    private async Task DeleteTheAccountAsync()
    {
        await _pages.GoAsync("/account/delete", "delete");
        await _pages.PressInVainAsync("Delete the account", "Please tick the box", "delete-refused");
        await _pages.Page.GetByLabel("I want to delete my account").CheckAsync();
        await _pages.PressAsync("Delete the account", "Your account is closed.", "deleted");
        // Within the grace it is kept by logging in.
        await _pages.LogInAsync(Old);
        await _pages.GoAsync("/account");
        (await _pages.TextAsync()).ShouldContain(Old);
    }

    private Task<string> ColoursAsync() => _pages.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).colorScheme");
}
