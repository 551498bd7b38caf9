using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>
/// A theme, and all that its tests know of it: the flows are the same for each, and what differs stands here. What a person reads,
/// presses and types does not, nor does any path.
/// </summary>
public sealed partial record Theme(string Name)
{
    /// <summary>What the template offers, so that a new theme runs every flow from its first day.</summary>
    public static IReadOnlyList<Theme> All { get; } = [.. Combination.Choices("theme").Select(name => new Theme(name))];

    /// <summary>Those in which a run tries a flow: all with <c>--full</c>, else one by chance, another for each flow.</summary>
    public static IReadOnlyList<Theme> Some(string flow) => Rounds.Some(flow, All);

    /// <summary>As <see cref="Some"/>, of those that promise to work with scripts off.</summary>
    public static IReadOnlyList<Theme> SomeWithoutScript(string flow) => Rounds.Some(flow, [.. All.Where(theme => !theme.IsClientRendered)]);

    /// <summary>A project without modules that the run builds anyway.</summary>
    internal Combination Plain => Combination.WithoutModules.First(one => one.Theme == Name);

    /// <summary>A project with all modules that the run builds anyway.</summary>
    internal Combination Whole => Combination.WithModules.First(one => one.Theme == Name);

    /// <summary>Whether the server sends a frame only, whose content the browser fetches.</summary>
    internal bool IsClientRendered => Name == "react";

    /// <summary>Whether a page of the theme runs a script of its own.</summary>
    internal bool HasScript => Name != "html";

    /// <summary>Whether the server is asked about a field as soon as it is filled in.</summary>
    internal bool ChecksFields => Name == "htmx";

    /// <summary>
    /// Kilobytes that the scripts of a first page may have, compressed. Where passkeys are used, and where somebody is signed in and is shown
    /// how many notifications are new, the html theme has those of the modules.
    /// </summary>
    internal double FirstScriptLimit(string path) => Name switch
    {
        "html" => PasskeyPages.Contains(path) ? 5 : path == AccountPages.Start ? 2 : 0,
        "htmx" => 45,
        _ => 130,
    };

    /// <summary>Whether an executable script may stand on a page; <paramref name="script"/> is its path, or "inline".</summary>
    internal bool Allows(string script, string page) =>
        (PasskeyScript().IsMatch(script) && !IsClientRendered && PasskeyPages.Contains(page)) || (UnreadScript().IsMatch(script) && !IsClientRendered) || (HasScript && script.StartsWith("/client/", StringComparison.Ordinal));

    /// <summary>
    /// Whether the answers, each "422 POST /path", are those to one form that was refused. A script asks about a field before that, and
    /// the client of react refuses much by itself.
    /// </summary>
    internal bool IsRefusal(IReadOnlyList<string> answers) => Name switch
    {
        "html" => answers.Count == 1 && HtmlRefusal().IsMatch(answers[0]),
        "htmx" => answers.Count > 0 && answers.All(answer => HtmxRefusal().IsMatch(answer)),
        _ => answers.All(answer => ApiRefusal().IsMatch(answer)),
    };

    /// <summary>Whether an answer is that to a page which asks the server for what is not there: where the server makes the page, it is one like others.</summary>
    internal bool IsOfNothing(string answer) => IsClientRendered && NothingThere().IsMatch(answer);

    /// <summary>
    /// Whether an answer is that to what a client asks beside all else, the number of news, while the session ends: which of the two the
    /// server takes first is chance.
    /// </summary>
    internal bool IsTooLate(string answer) => IsClientRendered && answer == "401 GET /api/notifications/unread";

    /// <summary>With what a page answers that the person's role does not open: a client says by itself that it stays closed.</summary>
    internal int StatusOfClosedPage => IsClientRendered ? 200 : 403;

    /// <summary>With what the page of a secret answers that is not good any more: a client learns that after it has come.</summary>
    internal int StatusOfVoidPage => IsClientRendered ? 200 : 404;

    /// <summary>What stands on a page while it waits for something: nobody looks at it before that is gone.</summary>
    internal string Busy => Name switch
    {
        "html" => "html:not(html)",
        "htmx" => ".htmx-request, .htmx-swapping, .htmx-settling",
        _ => "#root:empty, .loading, .page-progress, [aria-busy='true']",
    };

    /// <summary>
    /// What a person sees who follows a link without a network. In the html theme that is the browser's own page; a script tells it on
    /// the page that there is.
    /// </summary>
    internal async Task ShouldTellOfTheLostNetworkAsync(IPage page)
    {
        if (HasScript)
            await page.GetByText(LostNetwork()).First.WaitForAsync();
        else
            await Assertions.Expect(page).ToHaveURLAsync(new Regex("^chrome-error:"));
    }

    /// <summary>What a person sees whose form the server could not take.</summary>
    internal async Task ShouldTellOfTheFailureAsync(IPage page)
    {
        if (HasScript)
            await page.GetByText(TryLater()).First.WaitForAsync();
        else
            await page.GetByRole(AriaRole.Heading, new() { Name = "Service Unavailable" }).WaitForAsync();
    }

    /// <summary>The step that brings a person on when the network is back; the browser's own page offers the address where the person wanted to go.</summary>
    internal async Task TryAgainAsync(IPage page, string address)
    {
        if (HasScript)
            await page.GetByRole(AriaRole.Button, new() { NameRegex = WayOn() }).ClickAsync();
        else
            await page.GotoAsync(address);
    }

    /// <summary>Whether a script makes sure before such a button does what it says: once more, by the same words.</summary>
    internal bool Asks(string button) => HasScript && Dangerous().IsMatch(button);

    /// <summary>
    /// A form was sent and did not arrive; the person is back at it. The browser's own page stands in its place in the history and
    /// sends it again when it is reloaded; a page that came instead is left by going back.
    /// </summary>
    internal async Task ReturnToFormAsync(IPage page)
    {
        if (HasScript)
            return;

        if (page.Url.StartsWith("chrome-error:", StringComparison.Ordinal))
            await page.ReloadAsync();
        else
            await page.GoBackAsync();
    }

    /// <summary>The session ended while a form was open: the person signs in in another tab, as the page says, and is back at the form.</summary>
    internal async Task SignInAgainAsync(IPage page, Func<IPage, Task> signIn)
    {
        if (!HasScript)
        {
            // It is the page for login that came instead.
            await page.GetByRole(AriaRole.Heading, new() { Name = "Log in" }).WaitForAsync();
            await signIn(await page.Context.NewPageAsync());
            await page.GoBackAsync();
            return;
        }

        var tab = await page.Context.RunAndWaitForPageAsync(() => page.GetByRole(AriaRole.Link, new() { NameRegex = InANewTab() }).ClickAsync());
        await signIn(tab);
        await page.BringToFrontAsync();
        if (IsClientRendered)
        {
            await page.GetByRole(AriaRole.Button, new() { NameRegex = Done() }).ClickAsync();
            await page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }
    }

    public override string ToString() => Name;

    private static readonly string[] PasskeyPages = ["/auth/login", "/auth/confirm", "/account/passkeys"];

    /// <summary>With what <c>MapStaticAssets</c> may put into a file's name.</summary>
    [GeneratedRegex(@"^/_content/QuickScale\.Modules\.Auth/passkeys(\.[a-z0-9]{10})?\.js$")]
    private static partial Regex PasskeyScript();

    /// <inheritdoc cref="PasskeyScript"/>
    [GeneratedRegex(@"^/_content/QuickScale\.Modules\.Notifications/unread(\.[a-z0-9]{10})?\.js$")]
    private static partial Regex UnreadScript();

    [GeneratedRegex("(?i)offline|connection|network|cannot be reached")]
    private static partial Regex LostNetwork();

    [GeneratedRegex("(?i)try again")]
    private static partial Regex TryLater();

    [GeneratedRegex("^(Delete the account|Turn it off|Remove .+|Log out all other devices|Leave the team|Hand over|Cancel the contract|Delete the team|No, thanks|Take back .+|Take over .+|Replay)$")]
    private static partial Regex Dangerous();

    [GeneratedRegex("^(Try again|Reload the page)$")]
    private static partial Regex WayOn();

    [GeneratedRegex("in a new tab$")]
    private static partial Regex InANewTab();

    [GeneratedRegex("^I have (signed|logged) in$")]
    private static partial Regex Done();

    [GeneratedRegex("^40[01] POST ")]
    private static partial Regex HtmlRefusal();

    [GeneratedRegex("^(400|401|422) POST ")]
    private static partial Regex HtmxRefusal();

    [GeneratedRegex("^4[0-9]{2} (GET|POST) /api/")]
    private static partial Regex NothingThere();

    [GeneratedRegex("^4[0-9]{2} (POST|PUT|PATCH|DELETE) /api/")]
    private static partial Regex ApiRefusal();
}
