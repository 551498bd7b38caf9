using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>Ranges of npm packages mean what npm takes them for; what is no range of versions is none.</summary>
internal sealed class NpmRangesAreRead
{
    [TestCase("1.2.3", "1.2.3", "1.2.4 1.2.2")]
    [TestCase("=1.2.3", "1.2.3", "1.2.4")]
    [TestCase("1.2", "1.2.0 1.2.9", "1.1.9 1.3.0")]
    [TestCase("^1.2.3", "1.2.3 1.9.0", "1.2.2 2.0.0")]
    [TestCase("^1", "1.0.0 1.9.9", "0.9.9 2.0.0")]
    [TestCase("^0.2.3", "0.2.3 0.2.9", "0.2.2 0.3.0 1.0.0")]
    [TestCase("^0.0.3", "0.0.3", "0.0.2 0.0.4")]
    [TestCase("^0.0", "0.0.0 0.0.9", "0.1.0")]
    [TestCase("^0", "0.0.0 0.9.9", "1.0.0")]
    [TestCase("~1.2.3", "1.2.3 1.2.9", "1.2.2 1.3.0")]
    [TestCase("~1", "1.0.0 1.9.9", "2.0.0")]
    [TestCase(">=1.2 <3", "1.2.0 2.9.9", "1.1.9 3.0.0")]
    [TestCase(">1.2", "1.3.0", "1.2.0 1.2.9")]
    [TestCase("<=1.2", "1.2.9 0.1.0", "1.3.0")]
    [TestCase("^1 || ^3.1", "1.5.0 3.1.0", "2.0.0 3.0.9")]
    [TestCase("^1.2.3-beta.2", "1.2.3-beta.2 1.2.3-rc.1 1.2.3", "1.2.3-beta.1 1.2.4-beta.3")]
    [TestCase("^1.2.3", "1.3.0", "1.3.0-beta.1 2.0.0-beta.1")]
    public void What_fits_and_what_does_not(string text, string fitting, string other)
    {
        NpmRange.TryParse(text, out var range).ShouldBeTrue();

        fitting.Split(' ').ShouldAllBe(version => range!.Contains(SemanticVersion.Parse(version)));
        other.Split(' ').ShouldAllBe(version => !range!.Contains(SemanticVersion.Parse(version)));
        range!.ToString().ShouldBe(text);
    }

    [TestCase("latest")]
    [TestCase("*")]
    [TestCase("")]
    [TestCase(" 1.2.3")]
    [TestCase("1.2.3 ")]
    [TestCase("1.2.3\n")]
    [TestCase("1.2.3.4")]
    [TestCase("01.2.3")]
    [TestCase("1.2-beta")]
    [TestCase("1.2.3-beta..1")]
    [TestCase("9999999999.0.0")]
    [TestCase("^1 ||^2")]
    [TestCase("1.2.3;id")]
    [TestCase("1.2.3\" --prefix=\"x")]
    [TestCase("$(id)")]
    [TestCase("`id`")]
    [TestCase("--registry=x")]
    [TestCase("file:../x")]
    [TestCase("npm:other@1.0.0")]
    [TestCase("git+ssh://host/x.git")]
    public void What_is_no_range_of_versions(string text) => NpmRange.TryParse(text, out _).ShouldBeFalse();
}
