using QuickScale.Tool.Modules;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Tests;

/// <summary>Each mistake in a file is named in one sentence, with the place where it stands and with what to do.</summary>
internal sealed class MistakesInFilesAreNamed
{
    [TestCase("  auth:\n    prefix", "  auth:\n    prefiks", "10:5", "unknown key 'prefiks'; perhaps 'prefix' is meant")]
    [TestCase("installed_version:", "installd_version:", "13:5", "unknown key 'installd_version'; perhaps 'installed_version' is meant")]
    [TestCase("history: subtree", "zebra: 1", "6:1", "unknown key 'zebra'; the keys known here are schema, starter, contract, theme, history, default_remote, modules.")]
    [TestCase("history: subtree", "history: rebase", "6:10", "'rebase' is not known here; write one of subtree, linear.")]
    [TestCase("history: subtree", "history: Linear", "6:10", "'Linear' is not known here; perhaps 'linear' is meant")]
    [TestCase("history: subtree", "history:", "6:9", "a value is missing here; write one of subtree, linear.")]
    [TestCase("history: subtree", "theme: react", "6:1", "the key 'theme' is here a second time; keep one of the two.")]
    [TestCase("schema: 1\n", "", "2:1", "the key 'schema' is missing; add it.")]
    [TestCase("schema: 1", "schema: 2", "2:9", "the file has schema 2, and this qs knows 1; update qs.")]
    [TestCase("schema: 1", "schema: 99999999999", "2:9", "cannot stand here; write a whole number from 1 on.")]
    [TestCase("schema: 1", "schema: 0", "2:9", "'0' cannot stand here; write a whole number from 1 on.")]
    [TestCase("schema: 1", "schema: \"1\"", "2:9", "'1' cannot stand here; write a whole number from 1 on.")]
    [TestCase("schema: 1", "schema: [1]", "2:9", "a list cannot stand here; write a whole number from 1 on.")]
    [TestCase("starter: 0.1.0", "starter: v0.1.0", "3:10", "'v0.1.0' cannot stand here; write a version as 0.1.0 or 0.1.0-beta.1.")]
    [TestCase("starter: 0.1.0", "starter: true", "3:10", "true is a truth value; put it in quotes if it shall be text.")]
    [TestCase("starter: 0.1.0", "starter: { a: 1 }", "3:10", "a mapping cannot stand here; write a version")]
    [TestCase("contract: 1", "contract: 01", "4:11", "'01' cannot stand here")]
    [TestCase("theme: html", "theme: htm", "5:8", "'htm' is not known here; perhaps 'html' is meant")]
    [TestCase("theme: html", "theme: \"ht\\x1bml\"", "5:8", "'ht\uFFFDml' is not known here")]
    [TestCase("default_remote: builtin", "default_remote: -cfoo", "7:17", "begins with '-', which git would take for an option")]
    [TestCase("default_remote: builtin", "default_remote: 'ext::sh -c x'", "7:17", "has '::' in it")]
    [TestCase("prefix: modules/auth ", "prefix: modules/teams ", "10:13", "the module auth lies in modules/auth; write that.")]
    [TestCase("prefix: modules/auth ", "prefix: ../modules/auth ", "10:13", "cannot stand here; write modules/ and the module's name.")]
    [TestCase("branch: splits/auth-module", "branch: --upload-pack=x", "12:13", "cannot stand here; write a branch of letters")]
    [TestCase("branch: splits/auth-module", "branch: a/../b", "12:13", "write a branch")]
    [TestCase("branch: splits/auth-module", "branch: a//b", "12:13", "write a branch")]
    [TestCase("branch: splits/auth-module", "branch: a.lock", "12:13", "write a branch")]
    [TestCase("branch: splits/auth-module", "branch: a.lock/b", "12:13", "write a branch")]
    [TestCase("branch: splits/auth-module", "branch: 'a@{1}'", "12:13", "write a branch")]
    [TestCase("branch: splits/auth-module", "branch: a/-b", "12:13", "write a branch")]
    [TestCase("branch: splits/auth-module", "branch: a/", "12:13", "write a branch")]
    [TestCase("branch: splits/auth-module", "branch: \"a\\n\"", "12:13", "the value has a line end or a control character in it; write it on one line.")]
    [TestCase("installed_version: v0.1.0", "installed_version: 0.1.0", "13:24", "write a version as v0.1.0")]
    [TestCase("2026-11-22", "2026-02-30", "14:19", "'2026-02-30' is no date; write it as 2026-11-22.")]
    [TestCase("2026-11-22", "22.11.2026", "14:19", "'22.11.2026' is no date; write it as 2026-11-22.")]
    [TestCase("split: 0", "split: A", "15:12", "write a git object id of 40 or 64 digits 0-9a-f.")]
    [TestCase("tree: 8", "tree: 88", "16:11", "write a git object id")]
    [TestCase("source: content/modules/auth", "source: content/../auth", "17:13", "write a relative path with forward slashes and without '..'.")]
    [TestCase("source: content/modules/auth", "source: /etc", "17:13", "write a relative path")]
    [TestCase("source: content/modules/auth", "source: a/.git/hooks", "17:13", "write a relative path")]
    [TestCase("days: 7", "days:", "18:41", "a value is missing here; write one, or '' for an empty text.")]
    [TestCase("days: 7", "Days: 7", "18:36", "'Days' cannot stand here; write an option's name")]
    [TestCase("days: 7", "days: { a: 1 }", "18:42", "a mapping cannot stand here; write a text, a number, true, false or a list of texts.")]
    [TestCase("days: 7", "days: \"a\\tb\"", "18:42", "the value has a line end or a control character in it; write it on one line.")]
    [TestCase("days: 7", "days: [[1]]", "18:43", "a list cannot stand here")]
    [TestCase("  auth:\n", "  con:\n", "9:3", "'con' cannot stand here; write a module's name")]
    [TestCase("  auth:\n", "  Auth:\n", "9:3", "'Auth' cannot stand here; write a module's name")]
    [TestCase("  auth:\n", "  -x:\n", "9:3", "'-x' cannot stand here")]
    [TestCase("  auth:\n", "  ? auth\n  :\n", "9:5", "the key 'auth' has no colon behind it; write it as 'key: value'.")]
    [TestCase("  auth:\n", "  [a]: 1\n  auth:\n", "9:3", "a key must be a single word; write it so.")]
    [TestCase("remote: git@", "remote: &a git@", "11:13", "an anchor (&) cannot stand here; remove it.")]
    [TestCase("remote: git@example.com:acme/modules.git", "remote: *a", "11:13", "an alias (*) cannot stand here; write the value out.")]
    [TestCase("remote: git@", "remote: !!str git@", "11:13", "a tag (!) cannot stand here; remove it.")]
    [TestCase("remote: git@", "remote: ! git@", "11:13", "a tag (!) cannot stand here; remove it.")]
    [TestCase("modules:\n", "---\nmodules:\n", "8:1", "a second document begins here; keep one in the file.")]
    [TestCase("# What", "%YAML 1.2\n---\n# What", "1:1", "a directive (%) cannot stand here; remove it.")]
    [TestCase("# What", "%TAG ! tag:x,2000:\n---\n# What", "1:1", "a directive (%) cannot stand here; remove it.")]
    [TestCase("theme: html", "theme: html\u0007", "5:12", "the character U+0007 cannot stand here; remove it.")]
    [TestCase("theme: html", "theme: html # \u202Elmth", "5:15", "the character U+202E cannot stand here; remove it.")]
    [TestCase("theme: html", "theme: html\r ", "5:12", "the character U+000D cannot stand here; remove it.")]
    [TestCase("theme: html", "theme: html \u0085 ", "5:13", "the character U+0085 cannot stand here; remove it.")]
    [TestCase("theme: html", "theme: \"html", "5:8", "this is not valid YAML; correct it and try again.")]
    [TestCase("theme: html", "theme: html: x", "5:12", "this is not valid YAML; correct it and try again.")]
    [TestCase("theme: html", "\ttheme: html", "4:11", "this is not valid YAML; correct it and try again.")]
    public void In_config_yml(string find, string replacement, string place, string words)
    {
        var path = ProjectConfig.FileName;
        var text = ConfigIsRead.Whole.Replace(find, replacement, StringComparison.Ordinal);
        ShouldFail(ProjectConfig.Read(text, path), path, place, words);
    }

    [TestCase("name: teams", "name: teams-", "2:7", "write a module's name")]
    [TestCase("version: 0.1.0 ", "version: 0.1 ", "3:10", "write a version as 0.1.0")]
    [TestCase("version: 0.1.0 ", "version: 0.1.0+meta ", "3:10", "write a version")]
    [TestCase("version: 0.1.0 ", "version: 0.01.0 ", "3:10", "write a version")]
    [TestCase("version: 0.1.0 ", "version: 0.1.0-x.lock ", "3:10", "write a version")]
    [TestCase("status: released ", "status: planned ", "5:9", "a planned module names the version that brings it; add available_in.")]
    [TestCase("status: released ", "available_in: 0.3.0\nstatus: released ", "5:15", "available_in belongs to a planned module; remove it.")]
    [TestCase("contract: \">=1 <2\"", "contract: \"^1\"", "6:11", "'^1' cannot stand here; write a range of versions")]
    [TestCase("contract: \">=1 <2\"", "contract: \">=1.0.0-01\"", "6:11", "'>=1.0.0-01' is no range of versions; write one as")]
    [TestCase("core: \">=0.1 <1\"", "teams: \"1\"", "7:13", "a module cannot require itself; remove this line.")]
    [TestCase("core: \">=0.1 <1\"", "core: ", "7:19", "a value is missing here; write a range of versions")]
    [TestCase("[html, htmx, react]", "[]", "8:9", "this list is empty; name at least one value.")]
    [TestCase("[html, htmx, react]", "[html, html]", "8:16", "'html' is in the list a second time; keep one of the two.")]
    [TestCase("[html, htmx, react]", "html", "8:9", "a single value cannot stand here; write a list: [one, two].")]
    [TestCase("namespace: QuickScale.Modules.Teams", "namespace: QuickScale.class", "10:12", "write a namespace")]
    [TestCase("namespace: QuickScale.Modules.Teams", "namespace: A;B", "10:12", "write a namespace")]
    [TestCase("namespace: QuickScale.Modules.Teams", "namespace: Ä.B", "10:12", "write a namespace")]
    [TestCase("\"@tanstack/react-query\"", "\"../x\"", "11:8", "write the name of an npm package")]
    [TestCase("^5.1.0", "file:../x", "11:33", "write a range of versions as npm writes it")]
    [TestCase("^5.1.0", "latest", "11:33", "write a range of versions as npm writes it")]
    [TestCase("type: enum,", "type: enun,", "13:23", "'enun' is not known here; perhaps 'enum' is meant")]
    [TestCase("type: enum,", "type: string,", "13:39", "values belong to an enum or a list; remove them.")]
    [TestCase("values: [path, subdomain, header], ", "", "13:23", "an enum lists its words; add values.")]
    [TestCase("default: path", "default: host", "13:73", "'host' is not possible; write one of path, subdomain, header.")]
    [TestCase("default: 7", "default: 31", "14:59", "'31' is not possible; write a whole number from 1 to 30.")]
    [TestCase("default: 7", "default: seven", "14:59", "'seven' is not possible; write a whole number from 1 to 30.")]
    [TestCase("min: 1,", "min: 40,", "14:47", "max is less than min; correct one of the two.")]
    [TestCase("type: secret,", "type: secret, default: hunter2,", "15:33", "a secret is never written down; write the name of the environment variable that holds it, in capitals.")]
    [TestCase("type: secret,", "type: secret, min: 1,", "15:29", "min belongs to an int; remove it.")]
    [TestCase("change: immutable", "change: never", "13:87", "'never' is not known here; write one of mutable, immutable.")]
    [TestCase("notes: upgrades/0.2.0.md", "notes: ../secret.md", "17:19", "write a file under upgrades/ that ends with .md.")]
    [TestCase("notes: upgrades/0.2.0.md", "notes: upgrades/../x.md", "17:19", "write a file under upgrades/")]
    [TestCase("  0.2.0:", "  0.2:", "17:3", "write a version")]
    [TestCase("invite_days: invitation_days", "invite-days: x", "17:57", "write an option's name")]
    [TestCase("invite_days: invitation_days", "a_days: days, b_days: days", "17:79", "'days' is the new name of 'a_days' already; keep one of the two.")]
    public void In_module_yml(string find, string replacement, string place, string words) =>
        ShouldFail(ModuleManifest.Read(ManifestsAreRead.Whole.Replace(find, replacement, StringComparison.Ordinal), "modules/teams/module.yml"), "modules/teams/module.yml", place, words);

    [TestCase("name: MyApp", "name: My App", "2:18", "write the project's name as C# writes it: MyApp.")]
    [TestCase("name: MyApp, ", "", "2:10", "the key 'name' is missing; add it.")]
    [TestCase("project: { name: MyApp, slug: my-app }", "project:", "2:9", "nothing cannot stand here; write keys with values (name, slug).")]
    [TestCase("slug: my-app", "slug: My-App", "2:31", "write the project's name in small letters")]
    [TestCase("database: sqlite", "database: mysql", "4:11", "'mysql' is not known here")]
    [TestCase("acme: \"https://example.com/acme/modules.git\"", "acme: http://example.com/a", "5:18", "is not encrypted; use https://.")]
    [TestCase("acme: \"https", "builtin: \"https", "5:12", "the name builtin always means the modules that qs carries; choose another name.")]
    [TestCase("version: \"0.1\"", "version: ~0.1", "8:14", "'~0.1' cannot stand here; write a range of versions")]
    [TestCase("remote: builtin", "remote: akme", "9:13", "there is no remote 'akme'; name it under remotes, or write an address.")]
    [TestCase("remote: builtin", "remote: 'ext::x'", "9:13", "has '::' in it")]
    [TestCase("remote: builtin", "source: x", "9:5", "unknown key 'source'; the keys known here are version, remote, options.")]
    [TestCase("railway: { project", "railway: { -x", "16:14", "unknown key '-x'; the keys known here are address, contact, health, project")]
    [TestCase("railway: { project", "railway: { projct: x, project", "16:14", "perhaps 'project' is meant")]
    [TestCase("project: my-app", "project: --force", "16:23", "cannot stand here; write a name or id of letters, digits, '_', '.' and '-'")]
    [TestCase("auth: { registration: closed }", "auth: closed", "14:34", "a single value cannot stand here; write keys with values.")]
    public void In_quickscale_yml(string find, string replacement, string place, string words) =>
        ShouldFail(ProjectFile.Parse(WantedModulesAreRead.Whole.Replace(find, replacement, StringComparison.Ordinal), "quickscale.yml"), "quickscale.yml", place, words);

    [TestCase("", "1:1", "the file is empty; restore it from the repository.")]
    [TestCase("# only\n", "2:1", "the file is empty; restore it from the repository.")]
    [TestCase("- a\n", "1:1", "the file holds a list instead of keys and values; write 'schema: 1' and what follows it.")]
    [TestCase("word\n", "1:1", "the file holds a single value instead of keys and values")]
    public void In_a_file_that_is_none(string text, string place, string words) => ShouldFail(ProjectConfig.Read(text, "config.yml"), "config.yml", place, words);

    // A test case cannot carry them.
    [Test]
    public void Half_a_character_or_a_second_byte_order_mark()
    {
        ShouldFail(ProjectConfig.Read("schema: 1 \uD800\n", "c"), "c", "1:11", "the character U+D800 cannot stand here; remove it.");
        ShouldFail(ProjectConfig.Read("\uFEFFschema: 1 \uFEFF\n", "c"), "c", "1:11", "the character U+FEFF cannot stand here; remove it.");
        ShouldFail(ProjectConfig.Read("\uFEFFschema: 2\n", "c"), "c", "1:9", "the file has schema 2");
    }

    [Test]
    public void The_first_mistake_is_the_one_that_is_named() =>
        ShouldFail(
            ProjectConfig.Read(ConfigIsRead.Whole.Replace("tree: 8", "tree: X", StringComparison.Ordinal).Replace("branch: ", "branch: -", StringComparison.Ordinal), "c"),
            "c",
            "12:13",
            "write a branch");

    private static void ShouldFail<T>(Result<T> result, string path, string place, string words)
        where T : notnull
    {
        result.Failed(out var failure, out _).ShouldBeTrue();
        failure!.ExitCode.ShouldBe(4);
        failure.Sentence.ShouldStartWith($"{path}:{place}: ");
        failure.Sentence.ShouldContain(words);
        failure.Sentence[^1].ShouldBeOneOf('.', '?');
        failure.Sentence.ShouldNotContain("\n");
    }
}
