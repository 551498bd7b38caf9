using System.CommandLine;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Tests;

/// <summary>An exception that nobody foresaw.</summary>
internal sealed class MistakesOfOursEndInASentence
{
    [Test]
    [Platform(Exclude = "Win", Reason = "Windows removes no current directory.")]
    public async Task A_current_directory_that_is_gone()
    {
        using var folder = new TemporaryFolder();
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Directory.CreateDirectory(folder["gone"]).FullName;
        Directory.Delete(folder["gone"]);
        try
        {
            var exitCode = await Cli.RunAsync(["new", "MyApp"], output, error, answers: null);

            new Answer(exitCode, output.ToString(), error.ToString()).ShouldRefuse(4, "current directory", "change to one that exists");
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Exit_code_70_and_a_trace_only_when_asked_for(bool verbose)
    {
        var shared = new SharedOptions(answers: null);
        var command = new Command("fail");
        command.SetAction((parse, _) => shared.RunAsync(parse, _ => throw new InvalidTimeZoneException("inner words")));
        var root = new RootCommand { command };
        shared.AddTo(root);
        using var output = new StringWriter();
        using var error = new StringWriter();

        var exitCode = await root.Parse(verbose ? ["fail", "--verbose"] : ["fail"])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });

        exitCode.ShouldBe(70);
        error.ToString().ShouldContain("qs: This is a mistake in qs (InvalidTimeZoneException)");
        error.ToString().Contains("   at ", StringComparison.Ordinal).ShouldBe(verbose);
        error.ToString().Contains("inner words", StringComparison.Ordinal).ShouldBe(verbose);
    }
}
