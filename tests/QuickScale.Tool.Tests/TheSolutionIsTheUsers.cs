using System.Xml.Linq;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Tests;

/// <summary>qs keeps the modules' entries in the solution file and leaves every other byte of it alone.</summary>
public class TheSolutionIsTheUsers
{
    private static readonly WiredModule[] Two = [ModulesAreWired.Core, ModulesAreWired.Teams];

    private static IEnumerable<TestCaseData> Texts()
    {
        const string plain = "<Solution>\n  <Folder Name=\"/src/\">\n    <Project Path=\"src/A/A.csproj\" />\n  </Folder>\n</Solution>\n";
        yield return new TestCaseData(plain).SetArgDisplayNames("plain");
        yield return new TestCaseData(plain.Replace("\n", "\r\n")).SetArgDisplayNames("CRLF");
        yield return new TestCaseData("\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + plain).SetArgDisplayNames("BOM and declaration");
        yield return new TestCaseData(plain.TrimEnd()).SetArgDisplayNames("no last line end");
        yield return new TestCaseData(plain.Replace("  ", "\t")).SetArgDisplayNames("tabs");
        yield return new TestCaseData("<Solution></Solution>").SetArgDisplayNames("empty on one line");
        yield return new TestCaseData("<Solution>\n</Solution>\n").SetArgDisplayNames("empty on two lines");
        yield return new TestCaseData("<Solution><Project Path=\"a.csproj\" /></Solution>").SetArgDisplayNames("all on one line");
        yield return new TestCaseData("<!-- <Project Path=\"modules/x/x.csproj\" /> -->\n" + plain.Replace("</Solution>", "  <!-- mine: </Solution> -->\n\n</Solution><!-- end -->")).SetArgDisplayNames("comments");
        yield return new TestCaseData(plain.Replace("src/A/A.csproj\"", "src/A/A.csproj\"\n      Type='a>b'\n     ").Replace("</Solution>", "  <Properties Name=\"x\"><![CDATA[</Solution>]]></Properties>\n</Solution >")).SetArgDisplayNames("odd mark-up");
        yield return new TestCaseData(plain.Replace("</Solution>", "  <Folder Name=\"/modules/\" />\n  <Folder Name=\"/modules/mine/\">\n    <File Path=\"modules/mine/notes.md\" />\n  </Folder>\n  <Folder Name=\"/modules/zoo/\" />\n</Solution>")).SetArgDisplayNames("folders of the user under modules");
        yield return new TestCaseData(plain.Replace("</Solution>", "  <Folder Name=\"/modules/core/\">\n    <File Path=\"modules/core/README.md\" />\n  </Folder>\n</Solution>")).SetArgDisplayNames("a file of the user in a module's folder");
    }

    [TestCaseSource(nameof(Texts))]
    public void What_is_wired_and_taken_away_again_leaves_the_same_bytes(string text)
    {
        var wired = Edit(text, Two);

        Projects(wired).Where(path => path.StartsWith("modules/", StringComparison.Ordinal)).ShouldBe(Two.SelectMany(module => module.Projects.Order(StringComparer.Ordinal).Select(path => $"{module.Folder}/{path}")));
        Projects(wired).Except(Projects(text)).Count().ShouldBe(4);
        Edit(wired, []).ShouldBe(text);
        Edit(wired, Two).ShouldBeSameAs(wired);
        // One by one and in any order it is the same text.
        Edit(Edit(text, [Two[1]]), Two).ShouldBe(wired);
        Edit(Edit(text, [Two[0]]), Two).ShouldBe(wired);
        Edit(wired, [Two[0]]).ShouldBe(Edit(text, [Two[0]]));
    }

    [Test]
    public void The_line_ends_and_the_indentation_are_the_users()
    {
        var wired = Edit("<Solution>\r\n\t<Project Path=\"a.csproj\" />\r\n</Solution>\r\n", [ModulesAreWired.Core]);

        wired.ShouldBe("<Solution>\r\n\t<Project Path=\"a.csproj\" />\r\n\t<Folder Name=\"/modules/core/\">\r\n\t\t<Project Path=\"modules/core/src/QuickScale.Modules.Core.csproj\" />\r\n\t\t<Project Path=\"modules/core/tests/QuickScale.Modules.Core.Tests.csproj\" />\r\n\t</Folder>\r\n</Solution>\r\n");
    }

    [Test]
    public void A_new_module_comes_right_behind_the_one_before_it_in_the_alphabet()
    {
        var wired = Edit("<Solution>\n</Solution>\n", Two).Replace(
            "  <Folder Name=\"/modules/teams/\">", "  <!-- about teams -->\n  <Folder Name=\"/modules/teams/\">", StringComparison.Ordinal);

        var more = Edit(wired, [.. Two, ModulesAreWired.Export]);

        more.ShouldContain("  </Folder>\n  <Folder Name=\"/modules/crm-export/\">");
        more.ShouldContain("  </Folder>\n  <!-- about teams -->\n  <Folder Name=\"/modules/teams/\">");
        Edit(more, Two).ShouldBe(wired);
    }

    [Test]
    public void A_modules_project_that_the_user_moved_stays_where_it_is()
    {
        const string text = "<Solution>\n  <Folder Name=\"/all tests/\">\n    <Project Path=\"modules\\core\\tests\\QuickScale.Modules.Core.Tests.csproj\"><Build Project=\"false\" /></Project>\n  </Folder>\n</Solution>\n";

        var wired = Edit(text, [ModulesAreWired.Core]);

        wired.ShouldContain("<Build Project=\"false\" /></Project>\n  </Folder>");
        Projects(wired).Count(path => path.EndsWith("Core.Tests.csproj", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Test]
    public void A_project_that_a_module_gains_or_loses_is_added_and_taken_away()
    {
        var before = Edit("<Solution>\n</Solution>\n", Two);
        var gained = Two[0] with { Projects = [.. Two[0].Projects, "src/Another.csproj"] };

        var after = Edit(before, [gained, Two[1]]);

        Projects(after).Take(3).ShouldBe(["modules/core/src/Another.csproj", "modules/core/src/QuickScale.Modules.Core.csproj", "modules/core/tests/QuickScale.Modules.Core.Tests.csproj"]);
        Edit(after, Two).ShouldBe(before);
    }

    [Test]
    public void An_empty_folder_of_a_module_and_an_empty_solution_are_opened()
    {
        Edit("<Solution />", [ModulesAreWired.Core]).ShouldStartWith("<Solution>\n  <Folder Name=\"/modules/core/\">");
        var wired = Edit("<Solution>\n  <Folder Name=\"/modules/core/\" Id=\"7\" />\n</Solution>\n", [ModulesAreWired.Core]);
        wired.ShouldStartWith("<Solution>\n  <Folder Name=\"/modules/core/\" Id=\"7\">\n    <Project ");
        wired.ShouldEndWith(" />\n  </Folder>\n</Solution>\n");
    }

    [TestCase("", "My.slnx is not valid XML (line 1); correct it and try again.")]
    [TestCase("<Solution>\n<Folder>\n</Solution>", "My.slnx is not valid XML (line 3); correct it and try again.")]
    [TestCase("<!DOCTYPE a [<!ENTITY b 'c'>]><Solution>&b;</Solution>", "My.slnx is not valid XML (line 1); correct it and try again.")]
    [TestCase("<Project />", "My.slnx does not begin with <Solution>; restore it, or make it with 'dotnet new sln --format slnx'.")]
    public void What_is_no_solution_is_refused(string text, string sentence)
    {
        SolutionFile.Edit(text, Two, "My.slnx").Failed(out var failure, out _).ShouldBeTrue();
        failure!.ExitCode.ShouldBe(ExitCode.Precondition);
        failure.Sentence.ShouldBe(sentence);
    }

    [Test]
    public void Random_solutions_survive_wiring()
    {
        var chance = Rounds.Chance("solutions");
        for (var round = 0; round < Rounds.Of(200); round++)
        {
            var text = RandomSolution(chance);
            var wired = Edit(text, Two);

            Projects(wired).Count(path => path.StartsWith("modules/", StringComparison.Ordinal)).ShouldBe(4, text);
            Edit(wired, []).ShouldBe(text);
        }
    }

    private static string RandomSolution(Random chance)
    {
        var lineEnd = chance.Next(2) == 0 ? "\n" : "\r\n";
        string Gap() => chance.Next(5) switch
        {
            0 => "",
            1 => lineEnd,
            2 => lineEnd + lineEnd + "\t",
            3 => $"{lineEnd}  <!-- <Folder Name=\"/modules/core/\"> -->",
            _ => lineEnd + "  ",
        };
        string Entry() => chance.Next(4) switch
        {
            0 => $"<Project Path=\"src/{chance.Next(100)}.csproj\" />",
            1 => $"<Project\n Path='src/&amp;{chance.Next(100)}.csproj'>{Gap()}</Project>",
            2 => $"<Folder Name=\"/f{chance.Next(100)}/\">{Gap()}<Project Path=\"x/modules/{chance.Next(9)}.csproj\"/>{Gap()}</Folder>",
            _ => $"<File Path=\"modules/{chance.Next(9)}.md\" />",
        };
        return $"{(chance.Next(3) == 0 ? "\uFEFF" : "")}<Solution>{Gap()}{string.Concat(Enumerable.Range(0, chance.Next(6)).Select(_ => Entry() + Gap()))}</Solution>{(chance.Next(2) == 0 ? lineEnd : "")}";
    }

    private static string Edit(string text, IReadOnlyList<WiredModule> modules)
    {
        SolutionFile.Edit(text, modules, "My.slnx").Failed(out var failure, out var edited).ShouldBeFalse(failure?.Sentence);
        return edited!;
    }

    private static IReadOnlyList<string> Projects(string text) =>
        [.. XDocument.Parse(text.TrimStart('\uFEFF')).Descendants("Project").Select(project => ((string)project.Attribute("Path")!).Replace('\\', '/'))];
}
