using QuickScale.Tool.Modules;

namespace QuickScale.Tool.Tests;

/// <summary>Declarations are found in C# whatever texts and comments look like.</summary>
internal sealed class TypesAreFoundWithoutACompiler
{
    private static readonly TestCaseData[] Sources =
    [
        Case("class A;", "A@1"),
        Case("namespace X.Y;\npublic abstract partial class A<T> where T : class { class Inner { } }\nrecord B(int C);", "X.Y.A@2 X.Y.B@3"),
        Case("namespace X { namespace Y { enum A { } } interface B; } struct C;", "X.Y.A@1 X.B@1 C@1"),
        Case("namespace X;\nreadonly record struct A(string B);\npublic delegate void D(int a);", "X.A@2 X.D@3"),
        Case("namespace @class.X;\nclass @event;", "class.X.event@2"),
        Case("// class A\n/* namespace Z; class B */ namespace X; /* { */ class C;", "X.C@2"),
        Case("namespace X;\n#if DEBUG\nclass A\n#else\nclass B\n#endif\n{ }\n#region class C {\n#endregion\nclass D;", "X.A@3 X.B@5 X.D@10"),
        Case("namespace X;\nclass A { string s = \"} class B {\"; char c = '}'; char q = '\\''; char b = '\\\\'; }\nclass D;", "X.A@2 X.D@3"),
        Case("namespace X;\nclass A { string s = @\"} \"\" \\\"; }\nclass D;", "X.A@2 X.D@3"),
        Case("namespace X;\nclass A { string s = $\"{{ {(true ? \"}\" : $\"{1}\")} }}\"; }\nclass D;", "X.A@2 X.D@3"),
        Case("namespace X;\nclass A { string s = $@\"{{ \"\" {new { a = '}' }} \\\"; }\nclass D;", "X.A@2 X.D@3"),
        Case("namespace X;\nclass A { string s = \"\"\"\n  } \" \"\" class B {\n  \"\"\"; }\nclass D;", "X.A@2 X.D@5"),
        Case("namespace X;\nclass A { string s = $$\"\"\"\n  } {class} {{ new[] { 1 }.Length }} {{{1}}}\n  \"\"\"; }\nclass D;", "X.A@2 X.D@5"),
        Case("namespace X;\nclass A { string s = \"\\\\\"; string e = \"\"; string v = @\"\"; }\nclass D;", "X.A@2 X.D@3"),
        Case("global using A = System.Int32;\nusing static System.Math;\n[assembly: X(new[] { 1 })]\nnamespace Y;", ""),
        Case("namespace X;\nclass A { /* unfinished", "X.A@2"),
        Case("namespace X;\nclass A { string s = \"unfinished\n}\nclass B;", "X.A@2 X.B@4"),
        Case("", ""),
        Case("}}}} class A;", "A@1"),
    ];

    [TestCaseSource(nameof(Sources))]
    public void They_are(string source, string expected)
    {
        foreach (var text in new[] { source, source.Replace("\n", "\r\n", StringComparison.Ordinal) })
            string.Join(' ', DeclaredType.In(text).Select(type => $"{(type.Namespace.Length == 0 ? "" : type.Namespace + ".")}{type.Name}@{type.Line}")).ShouldBe(expected);
    }

    [Test]
    public async Task In_this_repository_all_are_in_its_namespaces()
    {
        var files = (await Repository.FilesAsync("tool")).Where(file => file.EndsWith(".cs", StringComparison.Ordinal)).ToList();
        var types = files.SelectMany(file => DeclaredType.In(File.ReadAllText(Repository.PathOf(file)))).ToList();

        types.Count.ShouldBeGreaterThanOrEqualTo(files.Count);
        types.ShouldAllBe(type => type.Namespace == "QuickScale.Tool" || type.Namespace.StartsWith("QuickScale.Tool."));
    }

    [Test]
    public void Any_text_is_read_to_its_end()
    {
        var chance = Rounds.Chance(nameof(Any_text_is_read_to_its_end));
        string[] parts = ["\"", "\"\"\"", "$", "@", "{", "}", "'", "\\", "/*", "*/", "//", "\n", "#", "class A ", "namespace X;", "namespace Y {", " "];
        for (var round = 0; round < Rounds.Of(2000); round++)
        {
            var text = string.Concat(Enumerable.Range(0, chance.Next(30)).Select(_ => parts[chance.Next(parts.Length)]));
            Should.NotThrow(() => DeclaredType.In(text), text);
        }
    }

    private static TestCaseData Case(string source, string expected) => new TestCaseData(source, expected).SetArgDisplayNames(source.Replace('\n', '⏎'));
}
