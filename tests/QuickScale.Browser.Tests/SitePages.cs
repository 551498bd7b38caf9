using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>
/// One person's browser on a site. Pages that are given a name are looked at: axe, the width and the scripts, light on a desk or dark on
/// a telephone, and both with <c>--full</c>. What the console says and answers that are no success are kept, and asserted at the end. Nothing waits for a
/// time: each step says what it leads to.
/// </summary>
internal class SitePages : IAsyncDisposable
{
    /// <summary>Long enough for a machine that does other things beside.</summary>
    public const float Limit = 60_000;

    private static readonly (ColorScheme Scheme, int Width)[] Views = [(ColorScheme.Dark, 400), (ColorScheme.Light, 1000)];

    private static int _looks = Rounds.Seed & 1;

    private readonly IBrowserContext _context;
    private readonly bool _hasScript;
    private readonly List<string> _answers = [];
    private readonly List<string> _complaints = [];

    protected SitePages(Theme theme, string site, IBrowserContext context, IPage page, bool hasScript)
    {
        (Theme, Site, _context, Page, _hasScript) = (theme, site, context, page, hasScript);
        // Chromium tells of refused requests on its console too.
        page.Console += (_, message) => AddUnless(message.Text.StartsWith("Failed to load resource: the server responded", StringComparison.Ordinal), _complaints, message.Text);
        page.PageError += (_, error) => _complaints.Add(error);
        page.Response += (_, response) => Note(response.Status, $"{response.Status} {response.Request.Method} {new Uri(response.Url).AbsolutePath}");
    }

    public Theme Theme { get; }

    /// <summary>The instance that pages are opened at; its cookies are those of the other instance too.</summary>
    public string Site { get; set; }

    public IPage Page { get; }

    /// <summary>A new person, who has no cookies.</summary>
    public static async Task<SitePages> OpenAsync(Theme theme, string site, bool hasScript = true)
    {
        var (context, page) = await NewPageAsync(hasScript);
        return new SitePages(theme, site, context, page, hasScript);
    }

    /// <summary>Leaves a picture of where the person ended, which tells most about a test that failed.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            var name = $"{Theme}-{TestContext.CurrentContext.Test.MethodName ?? TestContext.CurrentContext.Test.Name}.png";
            await Page.ScreenshotAsync(new() { Path = Repository.PathOf("artifacts", "screenshots", name), FullPage = true });
        }
        catch (PlaywrightException)
        {
            // There is no page any more, and the test says why.
        }

        await _context.DisposeAsync();
    }

    /// <summary>Nothing was refused but what a test has taken note of, and the console is empty: the Content-Security-Policy stopped nothing.</summary>
    public void ShouldHaveNoProblem()
    {
        _complaints.ShouldBeEmpty();
        _answers.ShouldBeEmpty();
    }

    /// <summary>The last step was refused, as the theme refuses; it is taken note of.</summary>
    public void ShouldHaveBeenRefused()
    {
        _complaints.ShouldBeEmpty();
        Theme.IsRefusal(_answers).ShouldBeTrue(string.Join('\n', _answers));
        _answers.Clear();
    }

    /// <summary>Takes note of what a test has caused: answers and complaints that all match.</summary>
    public void Expect(Regex problem)
    {
        _complaints.Concat(_answers).ShouldAllBe(one => problem.IsMatch(one));
        _complaints.Clear();
        _answers.Clear();
    }

    /// <summary>Text of the page, without header and footer.</summary>
    public Task<string> TextAsync() => Page.InnerTextAsync("main");

    /// <summary>Opens a page as by its address, which answers with 200 or, of a page for errors, its code.</summary>
    public async Task GoAsync(string path, string? name = null, int status = 200)
    {
        (await Page.GotoAsync(Site + path))!.Status.ShouldBe(status, path);
        if (status >= 400)
            _answers.RemoveAll(answer => answer.StartsWith($"{status} GET ", StringComparison.Ordinal));
        await SettleAsync();
        await LookAsync(name);
    }

    /// <summary>Opens a page for which there is nothing: an old link, a step that nobody has begun. It says so.</summary>
    public async Task GoInVainAsync(string path, string name, int status = 200)
    {
        ShouldHaveNoProblem();
        await GoAsync(path, name, status);
        _answers.RemoveAll(Theme.IsOfNothing);
        ShouldHaveNoProblem();
    }

    public Task FillAsync(string label, string value) => Page.GetByLabel(label, new() { Exact = true }).FillAsync(value);

    /// <summary>Presses a button. <paramref name="then"/> is what this leads to: a path, or a text that is not on the page yet.</summary>
    public async Task PressAsync(string button, string then, string? name = null)
    {
        await ClickAsync(button);
        await ShouldShowAsync(then);
        await LookAsync(name);
    }

    /// <summary>Presses a button, and answers the question by which a script makes sure; what follows is not waited for.</summary>
    public async Task ClickAsync(string button)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        if (_hasScript && Theme.Asks(button))
            await Page.GetByRole(AriaRole.Dialog).Or(Page.GetByRole(AriaRole.Alertdialog)).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
    }

    /// <summary>As <see cref="PressAsync"/>, with a hand that stays down until what the field before has caused is answered.</summary>
    public async Task PressSlowlyAsync(string button, string then, string? name = null)
    {
        var press = Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true });
        await press.HoverAsync();
        if (Theme.ChecksFields)
            await Page.RunAndWaitForResponseAsync(() => Page.Mouse.DownAsync(), answer => answer.Url.Contains("handler=Check", StringComparison.Ordinal));
        else
            await Page.Mouse.DownAsync();
        await Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        await Page.Mouse.UpAsync();
        await ShouldShowAsync(then);
        await LookAsync(name);
    }

    /// <summary>Follows a link, as <see cref="PressAsync"/>.</summary>
    public async Task FollowAsync(string link, string then, string? name = null)
    {
        await Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
        await ShouldShowAsync(then);
        await LookAsync(name);
    }

    /// <summary>As <see cref="FollowAsync"/>, of the links of one navigation.</summary>
    public async Task FollowInAsync(string navigation, string link, string then, string? name = null)
    {
        await Page.GetByRole(AriaRole.Navigation, new() { Name = navigation, Exact = true }).GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync();
        await ShouldShowAsync(then);
        await LookAsync(name);
    }

    /// <summary>As <see cref="PressAsync"/>, where the page has to say no.</summary>
    public async Task PressInVainAsync(string button, string sentence, string? name = null)
    {
        ShouldHaveNoProblem();
        await ClickAsync(button);
        await ShouldShowAsync(sentence);
        ShouldHaveBeenRefused();
        await LookAsync(name);
    }

    /// <summary>Waits for a path, or for a text. What does not come fails with what is there instead.</summary>
    public async Task ShouldShowAsync(string then)
    {
        try
        {
            if (then.StartsWith('/'))
                await Assertions.Expect(Page).ToHaveURLAsync(new Regex($"^{Regex.Escape(Site + then)}([?#].*)?$"));
            else
                await Page.GetByText(then).First.WaitForAsync();
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            throw new AssertionException($"'{then}' does not come. {await DescribeAsync(Page)}", exception);
        }

        await SettleAsync();
    }

    /// <summary>Where a page is and what it says, for the message of a test that waited for something else.</summary>
    public static async Task<string> DescribeAsync(IPage page)
    {
        try
        {
            // One look: a page that was waited for long enough is not waited for again.
            return $"{page.Url} shows:\n{await page.EvaluateAsync<string>("(document.querySelector('main') ?? document.body).innerText")}";
        }
        catch (PlaywrightException exception)
        {
            return $"{page.Url} cannot be read: {exception.Message}";
        }
    }

    public void ShouldBeAt(string path) => new Uri(Page.Url).AbsolutePath.ShouldBe(path);

    /// <param name="name">Null looks at nothing.</param>
    public async Task LookAsync(string? name)
    {
        if (name is null)
            return;

        await ShouldHaveTheRightScriptsAsync(name);
        // One page so and the next so; which begins is chance, so that the next run looks at each in the other way.
        foreach (var (scheme, width) in Rounds.IsFull ? Views : [Views[Interlocked.Increment(ref _looks) & 1]])
            await LookAsync(name, scheme, width);
    }

    public async Task LookAsync(string name, ColorScheme scheme, int width)
    {
        await Page.SetViewportSizeAsync(width, 800);
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBe(0, $"{name}, {width} px");
        if (_hasScript)
            (await Axe.ViolationsAsync(Page)).ShouldBeEmpty($"{name}, {scheme}, {width} px");
    }

    protected static async Task<(IBrowserContext, IPage)> NewPageAsync(bool hasScript)
    {
        var context = await (await Browser.GetAsync()).NewContextAsync(new() { JavaScriptEnabled = hasScript, ReducedMotion = ReducedMotion.Reduce });
        context.SetDefaultTimeout(Limit);
        return (context, await context.NewPageAsync());
    }

    /// <summary>
    /// The page is all there, and waits for nothing. It is asked, again and again: whoever waits for an event of a busy browser may
    /// come too late for it.
    /// </summary>
    private async Task SettleAsync()
    {
        await Page.Locator("h1").First.WaitForAsync();
        for (var end = DateTime.UtcNow.AddMilliseconds(Limit); await StateAsync() != "complete"; await Task.Delay(20))
            DateTime.UtcNow.ShouldBeLessThan(end, $"{Page.Url} is loaded at last");
        await Page.Locator(Theme.Busy).First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private async Task<string> StateAsync()
    {
        try
        {
            return await Page.EvaluateAsync<string>("document.readyState");
        }
        catch (PlaywrightException)
        {
            return "another page is on its way";
        }
    }

    private async Task ShouldHaveTheRightScriptsAsync(string name)
    {
        var scripts = await Page.EvaluateAsync<string[]>(
            "[...document.scripts].filter(script => ['', 'module', 'text/javascript'].includes(script.type)).map(script => script.src ? new URL(script.src).pathname : 'inline')");
        var path = new Uri(Page.Url).AbsolutePath;
        scripts.Where(script => !Theme.Allows(script, path)).ShouldBeEmpty(name);
    }

    private void Note(int status, string answer) => AddUnless(status < 400 || Theme.IsTooLate(answer), _answers, answer);

    private static void AddUnless(bool isFine, List<string> problems, string problem)
    {
        if (!isFine)
            problems.Add(problem);
    }
}
