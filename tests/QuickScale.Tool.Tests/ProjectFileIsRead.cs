using QuickScale.Tool.Projects;

namespace QuickScale.Tool.Tests;

/// <summary>What <c>quickscale.yml</c> says about the project, as a person may have written it.</summary>
internal sealed class ProjectFileIsRead : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void In_any_layout_and_with_what_it_does_not_know()
    {
        Write(
            """
            # a comment
            schema: 1
            modules: { auth: { options: { list: [a, { b: c }] } } }
            deploy: [x, y]
            project:
              slug: "my-app"
              name: 'MyApp'
            theme: html   # html
            database: sqlite
            """);

        ProjectFile.Read(_folder.Root).Failed(out _, out var file).ShouldBeFalse();

        file.ShouldBe(new ProjectFile("MyApp", "my-app", "html", "sqlite"));
    }

    [TestCase("theme: html\ndatabase: sqlite\n", "lacks a key")]
    [TestCase("project: { name: x\n", "is not valid YAML (line")]
    [TestCase("- a\n- b\n", "is not valid YAML (line 1)")]
    [TestCase("theme: [\ndatabase: sqlite\n", "is not valid YAML")]
    [TestCase("", "is not valid YAML")]
    public void A_broken_file_is_named_in_one_sentence(string text, string words)
    {
        Write(text);

        ProjectFile.Read(_folder.Root).Failed(out var failure, out _).ShouldBeTrue();

        failure!.ExitCode.ShouldBe(4);
        failure.Sentence.ShouldContain(words);
        failure.Sentence.ShouldContain(_folder["quickscale.yml"]);
    }

    [Test]
    public void A_missing_file_is_named_too()
    {
        ProjectFile.Read(_folder.Root).Failed(out var failure, out _).ShouldBeTrue();

        failure!.Sentence.ShouldContain("cannot be read");
    }

    private void Write(string text) => File.WriteAllText(_folder["quickscale.yml"], text);
}
