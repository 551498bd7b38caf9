using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>Versions, ranges of them, and the names of modules.</summary>
internal sealed class VersionsAreCompared
{
    [TestCase("0.2.0")]
    [TestCase("v0.2.0")]
    public void With_and_without_the_v_they_are_the_same(string typed)
    {
        ModuleVersion.TryParse(typed, out var version).ShouldBeTrue();
        version.ShouldBe(new SemanticVersion(0, 2, 0));
        ModuleVersion.Tag(version!).ShouldBe("v0.2.0");
    }

    [TestCase("v0.0.0-test", "v0.0.0-test")]
    [TestCase("1.0.0-beta.1", "v1.0.0-beta.1")]
    public void Pre_releases_keep_their_name(string typed, string tag)
    {
        ModuleVersion.TryParse(typed, out var version).ShouldBeTrue();
        ModuleVersion.Tag(version!).ShouldBe(tag);
    }

    [TestCase("")]
    [TestCase("1")]
    [TestCase("1.0")]
    [TestCase("vv1.0.0")]
    [TestCase("V1.0.0")]
    [TestCase("1.0.0.0")]
    [TestCase("01.0.0")]
    [TestCase("1.0.0-")]
    [TestCase("1.0.0-a..b")]
    [TestCase("1.0.0-01")]
    [TestCase("1.0.0+meta")]
    [TestCase("1.0.0-x.lock")]
    [TestCase("1.0.0\n")]
    [TestCase(" 1.0.0")]
    [TestCase("9999999999.0.0")]
    [TestCase("1.0.0-ä")]
    [TestCase("--upload-pack=x")]
    public void What_is_no_version(string typed) => ModuleVersion.TryParse(typed, out _).ShouldBeFalse();

    [TestCase(">=0.1 <1", "0.1.0 0.9.9", "0.0.9 1.0.0 1.0.0-a 0.2.0-a")]
    [TestCase(">=1 <2", "1.0.0 1.99.0", "0.9.0 2.0.0")]
    [TestCase("0.1", "0.1.0 0.1.7", "0.0.9 0.2.0 0.1.1-a")]
    [TestCase("1", "1.0.0 1.9.9", "0.9.9 2.0.0 2.0.0-a")]
    [TestCase("0.1.2", "0.1.2", "0.1.1 0.1.3 0.1.2-a")]
    [TestCase("=0.1.2", "0.1.2", "0.1.3")]
    [TestCase("v0.1.2", "0.1.2", "0.1.3")]
    [TestCase("*", "0.0.0 9.9.9", "1.0.0-a")]
    [TestCase(">1 <=2", "2.0.0 2.9.9", "1.5.0 1.0.0 3.0.0")]
    [TestCase(">1.0.0 <=2.0.0", "1.0.1 2.0.0", "1.0.0 2.0.1")]
    [TestCase(">=1.0.0-beta.2 <2", "1.0.0-beta.2 1.0.0-rc 1.0.0 1.5.0", "1.0.0-beta.1 1.5.0-a 2.0.0-a")]
    [TestCase("1.0.0-rc", "1.0.0-rc", "1.0.0 1.0.0-rc.1")]
    public void What_a_range_contains(string range, string inside, string outside)
    {
        VersionRange.TryParse(range, out var parsed).ShouldBeTrue();

        parsed!.ToString().ShouldBe(range);
        inside.Split(' ').Where(version => !parsed.Contains(Version(version))).ShouldBeEmpty();
        outside.Split(' ').Where(version => parsed.Contains(Version(version))).ShouldBeEmpty();
    }

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("^1")]
    [TestCase("~1")]
    [TestCase("1 2")]
    [TestCase("* *")]
    [TestCase(">=1  <2")]
    [TestCase(">=1 ")]
    [TestCase(">= 1")]
    [TestCase(">=1.0-a")]
    [TestCase("01")]
    [TestCase("1.x")]
    [TestCase("1\n")]
    [TestCase("1.2.3.4")]
    [TestCase(">=9999999999")]
    public void What_is_no_range(string text) => VersionRange.TryParse(text, out _).ShouldBeFalse();

    [TestCase("core", "Core")]
    [TestCase("crm-export", "CrmExport")]
    [TestCase("a1-2b", "A12b")]
    public void A_modules_name(string name, string pascal)
    {
        ModuleName.IsValid(name).ShouldBeTrue();
        ModuleName.Pascal(name).ShouldBe(pascal);
    }

    [TestCase("")]
    [TestCase("Core")]
    [TestCase("1core")]
    [TestCase("-core")]
    [TestCase("core-")]
    [TestCase("a--b")]
    [TestCase("a_b")]
    [TestCase("a/b")]
    [TestCase("a.b")]
    [TestCase("core\n")]
    [TestCase("con")]
    [TestCase("com1")]
    [TestCase("lpt9")]
    [TestCase("ünï")]
    [TestCase("a2345678901234567890123456789012345678901")]
    public void What_is_no_modules_name(string name) => ModuleName.IsValid(name).ShouldBeFalse();

    private static SemanticVersion Version(string text)
    {
        ModuleVersion.TryParse(text, out var version).ShouldBeTrue(text);
        return version!;
    }
}
