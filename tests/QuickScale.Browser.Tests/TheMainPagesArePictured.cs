using System.Globalization;
using Microsoft.Playwright;

namespace QuickScale.Browser.Tests;

/// <summary>
/// Pictures of the main pages, in three widths, light and dark, of each theme. Those to be kept lie in docs/screenshots and are taken
/// anew with QUICKSCALE_SCREENSHOTS=docs/screenshots; else they lie among what a run leaves.
/// </summary>
[Category("Slow")]
[TestFixtureSource(nameof(Themes))]
public sealed class TheMainPagesArePictured(Theme theme)
{
    private static IEnumerable<Theme> Themes() => Theme.Some(nameof(TheMainPagesArePictured));

    private const int Limit = 6_000_000;

    // The soft backdrop of the pages makes lossless pictures four times as large.
    private static readonly (int Width, int Height)[] Sizes = [(400, 800), (1000, 750), (1440, 900)];
    private static readonly ColorScheme[] Schemes = [ColorScheme.Light, ColorScheme.Dark];
    private static readonly string[] Names = ["home", "login", "start", "account", "team", "members", "error"];

    private static string Kept => Repository.PathOf("docs", "screenshots");

    private static string Folder =>
        Environment.GetEnvironmentVariable("QUICKSCALE_SCREENSHOTS") is { Length: > 0 } given ? Repository.PathOf(given) : Repository.PathOf("artifacts", "screenshots", "pages");

    [Test]
    public async Task Each_of_them()
    {
        var email = $"pia@{theme}.example.com";
        await using var pages = await AccountPages.OpenAsync(theme);
        await PictureAsync(pages, "/", "home");
        await PictureAsync(pages, "/auth/login", "login");
        await PictureAsync(pages, "/no-such-page", "error", status: 404);
        await pages.SignUpAsync(email, "Pia Miller");
        await pages.LogInAsync(email);
        await PictureAsync(pages, "/start", "start");
        await PictureAsync(pages, "/account", "account");
        await pages.MakeTeamAsync("Picture Works", "picture-works");
        await PictureAsync(pages, "/t/picture-works", "team");
        await PictureAsync(pages, "/t/picture-works/members", "members");
        pages.ShouldHaveNoProblem();
        Files().ShouldAllBe(file => File.Exists(Path.Combine(Folder, file)));
    }

    [Test]
    public void Those_that_are_kept_are_complete_and_small()
    {
        Files().Where(file => !File.Exists(Path.Combine(Kept, file))).ShouldBeEmpty();
        new DirectoryInfo(Kept).EnumerateFiles("*.jpg").Sum(file => file.Length).ShouldBeLessThan(Limit);
    }

    private IEnumerable<string> Files() =>
        from name in Names from size in Sizes from scheme in Schemes select FileOf(name, size.Width, scheme);

    private string FileOf(string name, int width, ColorScheme scheme) =>
        string.Create(CultureInfo.InvariantCulture, $"{theme}-{name}-{width}-{(scheme == ColorScheme.Dark ? "dark" : "light")}.jpg");

    private async Task PictureAsync(AccountPages pages, string path, string name, int status = 200)
    {
        foreach (var (width, height) in Sizes)
        {
            await pages.Page.SetViewportSizeAsync(width, height);
            await pages.GoAsync(path, status: status);
            foreach (var scheme in Schemes)
            {
                await pages.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                await pages.Page.ScreenshotAsync(new() { Path = Path.Combine(Folder, FileOf(name, width, scheme)), Type = ScreenshotType.Jpeg, Quality = 80, Animations = ScreenshotAnimations.Disabled });
            }
        }
    }
}
