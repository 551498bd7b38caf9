using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Tests;

/// <summary>Every command describes itself, its arguments and options, and gives examples that work as written.</summary>
internal sealed class CommandsExplainThemselves
{
    private static IEnumerable<string> Paths => CommandTree.Of(Program.Tree(null)).Select(found => found.Path);

    [TestCaseSource(nameof(Paths))]
    public void All_is_described(string path)
    {
        var command = Find(path);

        ShouldDescribe(path, command.Description);
        foreach (var argument in command.Arguments)
            ShouldDescribe($"{path} {argument.Name}", argument.Description);
        foreach (var option in command.Options)
        {
            ShouldDescribe($"{path} {option.Name}", option.Description);
            option.Name.ShouldStartWith("--");
        }
    }

    [TestCaseSource(nameof(Paths))]
    public void There_are_examples_that_work(string path)
    {
        var examples = Find(path).ShouldBeOfType<CommandWithExamples>().Examples;

        examples.ShouldNotBeEmpty();
        foreach (var example in examples)
        {
            example.ShouldStartWith(path);
            var parse = Program.Tree(null).Parse(Words(example)[1..]);
            parse.Errors.Select(error => error.Message).ShouldBeEmpty(example);
            PathOf(parse.CommandResult).ShouldStartWith(path);

            // A list of names takes an unknown option for one of them; what follows "--" is another program's.
            parse.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Where(token => token.Type == TokenType.Argument).Select(token => token.Value).ShouldAllBe(word => !word.StartsWith('-'), example);
        }
    }

    [Test]
    public void Help_shows_the_examples_of_a_command_in_a_group()
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        Program.Tree(null).Parse(["module", "embed", "--help"]).Invoke(new InvocationConfiguration { Output = output, Error = error }).ShouldBe(0);

        output.ToString().ShouldContain("Examples:\n  qs module embed auth");
        error.ToString().ShouldBeEmpty();
    }

    private static Command Find(string path) => CommandTree.Of(Program.Tree(null)).Single(found => found.Path == path).Command;

    private static void ShouldDescribe(string what, string? description)
    {
        description.ShouldNotBeNullOrWhiteSpace(what);
        char.IsUpper(description[0]).ShouldBeTrue($"'{what}' is described in small letters.");
        description.ShouldNotEndWith(".");
    }

    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "qs";

    /// <summary>The words of an example: up to the explanation, which two blanks set off, or to the file that a shell would write.</summary>
    private static List<string> Words(string example)
    {
        var words = new List<string>();
        var line = Regex.Split(example, @"  +| > ")[0];
        foreach (Match word in Regex.Matches(line, """(?<!\S)"([^"]*)"|[^ "]+"""))
            words.Add(word.Groups[1].Success ? word.Groups[1].Value : word.Value);
        return words;
    }
}
