using QuickScale.Tool.Git;

namespace QuickScale.Tool.Tests;

/// <summary>Which addresses git may be given, and what is said of the others.</summary>
internal sealed class AddressesAreChecked
{
    [TestCase("builtin", RemoteKind.BuiltIn)]
    [TestCase("https://example.com/acme/modules.git", RemoteKind.Https)]
    [TestCase("https://example.com:8443/a", RemoteKind.Https)]
    [TestCase("ssh://git@example.com/acme/modules.git", RemoteKind.Ssh)]
    [TestCase("ssh://example.com:22/~me/modules", RemoteKind.Ssh)]
    [TestCase("git@example.com:acme/modules.git", RemoteKind.Ssh)]
    [TestCase("/srv/modules with space.bundle", RemoteKind.Path)]
    [TestCase("/srv/größe", RemoteKind.Path)]
    [TestCase("C:/modules", RemoteKind.Path)]
    [TestCase(@"C:\modules", RemoteKind.Path)]
    public void These_are_taken(string text, RemoteKind kind)
    {
        RemoteAddress.Parse(text).Failed(out var failure, out var address).ShouldBeFalse(failure?.Sentence);
        address!.Text.ShouldBe(text);
        address.Kind.ShouldBe(kind);
        RemoteAddress.Pattern.IsMatch(text).ShouldBeTrue();
    }

    [TestCase("", "An address is missing")]
    [TestCase("-uhttps://x/y", "begins with '-'")]
    [TestCase("--upload-pack=touch /tmp/x", "begins with '-'")]
    [TestCase("ext::sh -c touch% /tmp/x", "'::'")]
    [TestCase("https::https://example.com/a", "'::'")]
    [TestCase("https://[::1]/a", "'::'")]
    [TestCase("https://example.com/a\nb", "control character")]
    [TestCase("https://user:password@example.com/a", "credential helper")]
    [TestCase("https://token@example.com/a", "credential helper")]
    [TestCase("HTTPS://user:password@example.com/a", "credential helper")]
    [TestCase("ssh://git:password@example.com/a", "credential helper")]
    [TestCase("http://example.com/a", "not encrypted")]
    [TestCase("git://example.com/a", "has no form that git is given")]
    [TestCase("file:///srv/a", "as a URL")]
    [TestCase("//server/share", "network share")]
    [TestCase(@"\\server\share", "network share")]
    [TestCase("relative/path", "has no form that git is given")]
    [TestCase("../up", "has no form that git is given")]
    [TestCase("~/home", "has no form that git is given")]
    [TestCase("example.com:path", "has no form that git is given")]
    [TestCase("git@-oProxyCommand=x:path", "has no form that git is given")]
    [TestCase("-oProxy@example.com:path", "begins with '-'")]
    [TestCase("git@example.com:-path", "has no form that git is given")]
    [TestCase("ssh://-oProxyCommand=x/path", "has no form that git is given")]
    [TestCase("https://-x/path", "has no form that git is given")]
    [TestCase("https://example.com", "has no form that git is given")]
    [TestCase("https://example.com/a b", "has no form that git is given")]
    [TestCase(@"https://example.com\@other/a", "credential helper")]
    [TestCase("/", "has no form that git is given")]
    [TestCase("builtin\n", "control character")]
    public void These_are_refused_in_a_sentence(string text, string words)
    {
        RemoteAddress.Parse(text).Failed(out var failure, out _).ShouldBeTrue();
        failure!.ExitCode.ShouldBe(2);
        failure.Sentence.ShouldContain(words);
        failure.Sentence.ShouldEndWith(".");
        failure.Sentence.ShouldNotContain("password@");
        failure.Sentence.ShouldNotContain("token");
        char.IsUpper(failure.Sentence[0]).ShouldBeTrue();
    }

    [TestCase("splits/auth-module", true)]
    [TestCase("feature/a.b_c-1", true)]
    [TestCase("main\n", false)]
    [TestCase("-x", false)]
    [TestCase("a b", false)]
    [TestCase("a/.hidden", false)]
    [TestCase("a.", false)]
    [TestCase("a./b", false)]
    [TestCase("refs^{}", false)]
    [TestCase("", false)]
    public void A_branch(string name, bool isOne) => GitNames.IsBranch(name).ShouldBe(isOne);

    [Test]
    public void An_object_id()
    {
        GitNames.IsObjectId(new string('a', 40)).ShouldBeTrue();
        GitNames.IsObjectId(new string('0', 64)).ShouldBeTrue();
        GitNames.IsObjectId(new string('a', 41)).ShouldBeFalse();
        GitNames.IsObjectId(new string('A', 40)).ShouldBeFalse();
        GitNames.IsObjectId(new string('a', 40) + "\n").ShouldBeFalse();
    }

    [Test]
    public void An_endless_one_is_not_repeated()
    {
        RemoteAddress.Parse("/" + new string('a', 3000)).Failed(out var failure, out _).ShouldBeTrue();
        failure!.Sentence.Length.ShouldBeLessThan(200);
    }
}
