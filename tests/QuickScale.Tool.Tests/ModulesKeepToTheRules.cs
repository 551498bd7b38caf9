using System.Text.Json.Nodes;
using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>What <c>qs module validate</c> finds. One valid module, and one fault at a time.</summary>
internal sealed class ModulesKeepToTheRules : WorkplaceFixture
{
    [SetUp]
    public void MakeModule() => SampleModule.Write(Workplace["modules", "crm-export"], "crm-export", "Acme.Modules.CrmExport", "{ core: \">=0.1 <1\" }");

    [Test]
    public async Task A_module_that_keeps_to_them_is_valid()
    {
        (await Workplace.QsAsync("module", "validate", "modules/crm-export")).ShouldExitWith(0).Output.ShouldBe("crm-export is valid.\n");
        (await Workplace.QsAsync("module", "validate", "modules")).ShouldExitWith(0).Output.ShouldBe("crm-export is valid.\n");
        var json = JsonNode.Parse((await Workplace.QsAsync("module", "validate", "modules", "--json")).ShouldExitWith(0).Output)!;
        json.ToJsonString().ShouldBe("""{"ok":true,"modules":["crm-export"],"findings":[]}""");
    }

    [Test]
    public async Task What_a_build_leaves_behind_is_not_looked_at()
    {
        foreach (var folder in new[] { "src/bin", "src/obj", "react/node_modules/x" })
            Write($"{folder}/Directory.Build.props", "<Project />");

        (await Workplace.QsAsync("module", "validate", "modules")).ShouldExitWith(0);
    }

    [TestCase("README.md")]
    [TestCase("CHANGELOG.md")]
    [TestCase("Packages.props")]
    [TestCase(".editorconfig")]
    [TestCase("src/Acme.Modules.CrmExport.csproj")]
    [TestCase("tests/Acme.Modules.CrmExport.Tests.csproj")]
    public Task A_missing_file_is_named(string file)
    {
        File.Delete(Workplace["modules", "crm-export", file]);
        return ShouldFind($"{file} is missing");
    }

    [TestCase(".editorconfig", "[*]\nindent_size = 4\n", "root = true")]
    [TestCase("CHANGELOG.md", "# Changes\n", "does not mention 0.1.0")]
    [TestCase("src/Directory.Build.props", "<Project />", "Directory.Build.props")]
    [TestCase("tests/directory.packages.props", "<Project />", "directory.packages.props")]
    [TestCase("src/Other.cs", "class Lost;", "src/Other.cs(1): Lost is declared without a namespace")]
    [TestCase("src/Other.cs", "\nnamespace Acme.Modules.CrmExporter { public enum Wrong { A } }", "src/Other.cs(2): Wrong is declared in Acme.Modules.CrmExporter")]
    [TestCase("tests/Other.cs", "namespace Tests;\nrecord struct R(int A);", "tests/Other.cs(2): R is declared in Tests")]
    [TestCase("src/Pages/A.cshtml", "@page\n@namespace Elsewhere\n", "@namespace Elsewhere")]
    [TestCase("src/CrmExportModule.cs", "namespace Acme.Modules.CrmExport;\nclass CrmModule;", "no class Acme.Modules.CrmExport.CrmExportModule")]
    [TestCase("src/CrmExportModule.cs", "namespace Acme.Modules.CrmExport.Inner;\nclass CrmExportModule;", "no class Acme.Modules.CrmExport.CrmExportModule")]
    [TestCase("src/Second.csproj", "<Project><PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings><TreatWarningsAsErrors>false</TreatWarningsAsErrors></PropertyGroup></Project>", "not named after the namespace")]
    [TestCase("src/a.props", "<Project><PropertyGroup>", "not the XML of a project")]
    [TestCase("src/a.props", "<!DOCTYPE a [<!ENTITY b \"c\">]><Project>&b;</Project>", "not the XML of a project")]
    [TestCase("src/a.props", "<Project><Import Project=\"..\\..\\core\\src\\a.props\" /></Project>", "..\\..\\core\\src\\a.props, outside")]
    [TestCase("src/a.targets", "<Project><PropertyGroup><A>$(MSBuildThisFileDirectory)../../../secret</A></PropertyGroup></Project>", "outside the module")]
    [TestCase("src/a.props", "<Project><Import Project=\"/etc/a.props\" /></Project>", "/etc/a.props, outside")]
    [TestCase("src/a.props", "<Project><Import Project=\"$([MSBuild]::GetPathOfFileAbove('a.props'))\" /></Project>", "in the folders above")]
    [TestCase("react/pages/a.tsx", "import { a } from '../../../auth/react/a';", "../../../auth/react/a, which lies outside")]
    [TestCase("react/a.tsx", "import confetti from 'canvas-confetti';", "imports canvas-confetti, which the react theme does not bring")]
    [TestCase("react/a.tsx", "import {\n  one,\n  two,\n} from \"@acme/ui/button\";", "imports @acme/ui/button")]
    [TestCase("react/a.tsx", "export { one } from 'lodash/one';", "imports lodash/one")]
    [TestCase("react/a.ts", "const later = () => import('lodash');", "imports lodash")]
    [TestCase("react/a.ts", "import 'node:fs';", "imports node:fs")]
    [TestCase("react/a.tsx", "import { Page } from '#host/page';", "imports #host/page")]
    [TestCase("react/a.tsx", "import { render } from '@testing-library/react';", "imports @testing-library/react")]
    [TestCase("react/a.tsx", "import { renderApp } from '#testing';", "imports #testing")]
    [TestCase("react/package.json", "{}", "react/package.json would take the place of the project's own")]
    [TestCase("src/Areas/A/Pages/A.cshtml", "<button hx-on:click=\"go()\">Go</button>", "has hx-on:click, which the content security policy blocks")]
    [TestCase("src/Areas/A/Pages/A.cshtml", "<form data-hx-on--after-request='this.reset()'>", "has data-hx-on--after-request")]
    [TestCase("src/Areas/A/Pages/A.cshtml", "<a href=\"#\" onclick=\"go()\">Go</a>", "has onclick")]
    [TestCase("src/a.lnk ", "x", "begins or ends")]
    public Task A_file_against_the_rules_is_named(string file, string content, string words)
    {
        Write(file, content);
        return ShouldFind(words);
    }

    [TestCase("react/pages/a.tsx", "import { a } from '../../../core/react/a';\nimport b from '../b';")]
    [TestCase("react/b.ts", "// from '../../x' of old")]
    [TestCase("react/a.tsx", "import { Page, type FrontEnd } from '#host';\nimport type { Route } from 'react-router';\nimport { useQuery } from '@tanstack/react-query';\nexport * from './b';\nexport const from = 'canvas-confetti';")]
    [TestCase("react/a.tsx", "export const text = <p>You import from 'elsewhere'</p>;")]
    [TestCase("react/pages/a.test.tsx", "import { render } from '@testing-library/react';\nimport { expect, it } from 'vitest';")]
    [TestCase("react/tests/answers.ts", "import { server } from '#testing';\nimport userEvent from '@testing-library/user-event';")]
    [TestCase("src/Areas/A/Pages/_Part.cshtml", "@{ var one = \"x\"; }\n<button hx-get=\"/a\" hx-target=\"#a\">Go on</button>")]
    [TestCase("src/Usings.cs", "global using System;\n[assembly: System.Reflection.AssemblyMetadata(\"class X\", \"y\")]")]
    [TestCase("src/Below.cs", "namespace Acme.Modules\n{\n  namespace CrmExport . @Below\n  {\n    internal interface IThing { class Nested; }\n  }\n}")]
    [TestCase("src/a.props", "<Project><PropertyGroup><A>a..b; ./c/../d</A></PropertyGroup></Project>")]
    [TestCase("src/Pages/A.cshtml", "@namespace Acme.Modules.CrmExport.Pages")]
    public async Task What_the_rules_allow_is_valid(string file, string content)
    {
        Write(file, content.Replace("// from '../../x' of old", "const a = 1;", StringComparison.Ordinal));
        (await Workplace.QsAsync("module", "validate", "modules")).ShouldExitWith(0);
    }

    [TestCase("<PackageReference Include=\"Polly\" />", "Packages.props gives no version")]
    [TestCase("<PackageReference Include=\"NUnit\" Version=\"4.0.0\" />", "gives NUnit a version")]
    [TestCase("<PackageReference Include=\"NUnit\"><VersionOverride>4.0.0</VersionOverride></PackageReference>", "gives NUnit a version")]
    [TestCase("<ProjectReference Include=\"..\\..\\auth\\src\\Acme.Auth.csproj\" />", "Acme.Auth.csproj, outside")]
    [TestCase("<ProjectReference Include=\"..\\..\\core\\tests\\Acme.Core.Tests.csproj\" />", "Acme.Core.Tests.csproj, outside")]
    [TestCase("<Compile Include=\"../../core/src/A.cs\" />", "../../core/src/A.cs, outside")]
    [TestCase("<None Include=\"C:\\Users\\ada\\a.txt\" />", "outside the module")]
    public Task An_item_against_the_rules_is_named(string item, string words)
    {
        const string Project = "src/Acme.Modules.CrmExport.csproj";
        Write(Project, Read(Project).Replace("</Project>", $"<ItemGroup>{item}</ItemGroup></Project>", StringComparison.Ordinal));
        return ShouldFind(words);
    }

    [TestCase("<Nullable>enable</Nullable>", "", "does not set Nullable")]
    [TestCase("<Nullable>enable</Nullable>", "<Nullable>enable</Nullable><AssemblyName>Acme</AssemblyName>", "sets AssemblyName to Acme")]
    [TestCase("<Nullable>enable</Nullable>", "<Nullable>enable</Nullable><RootNamespace>Acme</RootNamespace>", "sets RootNamespace to Acme")]
    public Task A_property_against_the_rules_is_named(string present, string instead, string words)
    {
        const string Project = "src/Acme.Modules.CrmExport.csproj";
        Write(Project, Read(Project).Replace(present, instead, StringComparison.Ordinal));
        return ShouldFind(words);
    }

    [TestCase(" Exclude=\"@(PackageVersion)\"", "", "cannot win over")]
    [TestCase("Version=\"4.6.1\"", "Version=\"4.*\"", "no single version")]
    [TestCase("<ItemGroup>", "<PropertyGroup><A>1</A></PropertyGroup><ItemGroup>", "has a PropertyGroup")]
    public Task A_package_version_against_the_rules_is_named(string present, string instead, string words)
    {
        Write("Packages.props", Read("Packages.props").Replace(present, instead, StringComparison.Ordinal));
        return ShouldFind(words);
    }

    [TestCase("status: released", "status: relaesed", "module.yml")]
    [TestCase("upgrades: {}", "upgrades: { 0.1.0: { notes: upgrades/0.1.0.md } }", "upgrades/0.1.0.md is missing")]
    public Task A_manifest_against_the_rules_is_named(string present, string instead, string words)
    {
        Write("module.yml", Read("module.yml").Replace(present, instead, StringComparison.Ordinal));
        return ShouldFind(words);
    }

    [Test]
    public async Task A_page_that_the_react_theme_lacks_is_named()
    {
        Write("module.yml", Read("module.yml").Replace("themes: [html]", "themes: [html, react]", StringComparison.Ordinal));
        Write("src/Areas/CrmExport/Pages/_Part.cshtml", "<p>No page</p>");
        (await Workplace.QsAsync("module", "validate", "modules")).ShouldExitWith(0);

        Write("src/Areas/CrmExport/Pages/Index.cshtml", "@page \"/crm-export\"\n<h1>Export</h1>");
        await ShouldFind("react/index.tsx is missing, so that the theme react does not show src/Areas/CrmExport/Pages/Index.cshtml");

        Write("react/index.tsx", "export default { routes: [] };");
        (await Workplace.QsAsync("module", "validate", "modules")).ShouldExitWith(0);
    }

    [Test]
    public async Task A_package_that_the_manifest_names_may_be_imported()
    {
        Write("react/a.tsx", "import confetti from 'canvas-confetti/part';");
        await ShouldFind("imports canvas-confetti/part");

        Write("module.yml", Read("module.yml").Replace("npm: {}", "npm: { canvas-confetti: ^1.9 }", StringComparison.Ordinal));
        (await Workplace.QsAsync("module", "validate", "modules")).ShouldExitWith(0);
    }

    [Test]
    public async Task Modules_side_by_side_share_no_assembly_and_fit_each_other()
    {
        SampleModule.Write(Workplace["modules", "crm"], "crm", "Acme.Modules.CrmExport", "{}", door: "CrmModule");
        SampleModule.Write(Workplace["modules", "core"], "core", "Acme.Modules.Core", "{}", version: "1.0.0");

        var answer = (await Workplace.QsAsync("module", "validate", "modules")).ShouldExitWith(1);

        answer.Output.ShouldContain("crm and crm-export share the namespace and assembly Acme.Modules.CrmExport");
        answer.Output.ShouldContain("crm-export requires core >=0.1 <1, and 1.0.0 lies beside it");
        answer.Error.ShouldBe("qs: 2 rules are broken; correct what is named above and validate again.\n");
    }

    [Test]
    public Task A_name_that_is_not_the_folders_is_named()
    {
        Write("module.yml", Read("module.yml").Replace("name: crm-export", "name: crm", StringComparison.Ordinal));
        Write("src/CrmModule.cs", "namespace Acme.Modules.CrmExport;\n\npublic sealed class CrmModule;\n");
        return ShouldFind("named crm and lies in crm-export");
    }

    [Test]
    public async Task A_placeholder_needs_its_manifest_and_readme_alone()
    {
        Directory.Delete(Workplace["modules", "crm-export"], recursive: true);
        var manifest = SampleModule.Manifest("later", "Acme.Modules.Later", "{}", "0.0.1").Replace("status: released", "status: planned\navailable_in: 0.2.0", StringComparison.Ordinal);
        Directory.CreateDirectory(Workplace["modules", "later"]);
        File.WriteAllText(Workplace["modules", "later", "module.yml"], manifest);

        (await Workplace.QsAsync("module", "validate", "modules")).ShouldExitWith(1).Output.ShouldContain("README.md is missing");
        File.WriteAllText(Workplace["modules", "later", "README.md"], "# Later");
        (await Workplace.QsAsync("module", "validate", "modules")).ShouldExitWith(0);
    }

    [Test]
    public async Task Where_there_is_no_module_it_says_so()
    {
        (await Workplace.QsAsync("module", "validate", "nowhere")).ShouldRefuse(4, "no folder");
        (await Workplace.QsAsync("module", "validate", "modules/crm-export/src")).ShouldRefuse(4, "module.yml");
    }

    [Test]
    public Task A_link_is_found_and_not_followed()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("links need a privilege on Windows");
        File.CreateSymbolicLink(Workplace["modules", "crm-export", "src", "passwords.cs"], "/etc/passwd");
        return ShouldFind("src/passwords.cs is a symbolic link");
    }

    [TestCase("160000", "lib", "submodule")]
    [TestCase("120000", "a", "symbolic link")]
    [TestCase("100644", ".git/config", "git is steered")]
    [TestCase("100644", "a/.GitModules", "git is steered")]
    [TestCase("100644", "GIT~1/config", "git is steered")]
    [TestCase("100644", "a/.gitattributes", "git is steered")]
    [TestCase("100644", "../a", "relative part")]
    [TestCase("100644", "/a", "relative part")]
    [TestCase("100644", "a/aux.cs", "device")]
    [TestCase("100644", "COM1", "device")]
    [TestCase("100644", "a/b:c", "Windows does not allow")]
    [TestCase("100644", "a\\b", "Windows does not allow")]
    [TestCase("100644", "a/b.", "begins or ends")]
    [TestCase("100644", "a\u200D/b", "invisible")]
    [TestCase("100644", "a\nb", "Windows does not allow")]
    [TestCase("100644", "react/Node_Modules/x/index.js", "leave node_modules out")]
    public void A_name_that_not_every_system_can_hold_is_found(string mode, string path, string words)
    {
        var finding = ModuleTreeRules.Check([Entry("100755", "src/Grüße 漢字.cs"), Entry(mode, path)]).ShouldHaveSingleItem();
        finding.Path.ShouldBe(path);
        finding.Sentence.ShouldContain(words);
        finding.Sentence.ShouldEndWith(".");
    }

    [TestCase("a/b.cs", "a/B.cs")]
    [TestCase("a/x", "A/y")]
    [TestCase("a", "A/b")]
    [TestCase("ä/x", "Ä/y")]
    public void Names_that_differ_in_case_alone_are_found(string one, string other) =>
        ModuleTreeRules.Check([Entry("100644", one), Entry("100644", other)]).ShouldHaveSingleItem().Sentence.ShouldContain("one name on Windows and macOS");

    [Test]
    public void Sizes_beyond_reason_are_found()
    {
        ModuleTreeRules.Check([Entry("100644", "a", 6_000_000)]).ShouldHaveSingleItem().Sentence.ShouldContain("larger than 5 MB");
        ModuleTreeRules.Check(Enumerable.Range(0, 11).Select(number => Entry("100644", $"{number}", 5_000_000))).ShouldHaveSingleItem().Sentence.ShouldContain("larger than 50 MB");
        ModuleTreeRules.Check(Enumerable.Range(0, 5_001).Select(number => Entry("100644", $"{number}"))).ShouldHaveSingleItem().Sentence.ShouldContain("5001 files");
        ModuleTreeRules.Check([Entry("100644", new string('a', 151))]).ShouldHaveSingleItem().Sentence.ShouldContain("150 characters");
        ModuleTreeRules.Check(Enumerable.Range(0, 5_000).Select(number => Entry("100644", $"a/b/{number}"))).ShouldBeEmpty();
    }

    private static TreeEntry Entry(string mode, string path, long size = 1) => new(mode, "blob", new string('0', 40), size, path);

    private void Write(string file, string content)
    {
        var path = Workplace["modules", "crm-export", file];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    private string Read(string file) => File.ReadAllText(Workplace["modules", "crm-export", file]);

    /// <summary>Exactly one rule is broken, and the sentence about it has these words.</summary>
    private async Task ShouldFind(string words)
    {
        var answer = (await Workplace.QsAsync("module", "validate", "modules/crm-export", "--json")).ShouldExitWith(1);
        var problem = JsonNode.Parse(answer.Output)!["findings"]!.AsArray().ShouldHaveSingleItem()!["problem"]!.GetValue<string>();
        problem.ShouldContain(words);
        problem.ShouldMatch("[.?]$");
        answer.Error.ShouldBe("qs: One rule is broken; correct what is named above and validate again.\n");
    }
}
