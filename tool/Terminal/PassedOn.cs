using System.CommandLine;
using System.CommandLine.Parsing;

namespace QuickScale.Tool.Terminal;

/// <summary>
/// Words after <c>--</c>, which another program reads. The library hands a list of words also what stands before it, so that a mistyped
/// option would reach that program: this tells the two apart.
/// </summary>
internal sealed class PassedOn
{
    private readonly string _reader;

    /// <param name="reader">Who reads them, as in "dotnet test".</param>
    public PassedOn(string reader)
    {
        _reader = reader;
        Argument = new Argument<string[]>("ARGS") { Description = $"After '--': arguments for {reader}", Arity = ArgumentArity.ZeroOrMore };
    }

    public Argument<string[]> Argument { get; }

    /// <summary>The words after the mark; a word before it that no option or argument takes is a mistake.</summary>
    public Result<IReadOnlyList<string>> Read(ParseResult parse)
    {
        var words = parse.GetValue(Argument) ?? [];
        var after = After(parse);
        return words.Length > after.Count
            ? new Failure(ExitCode.Usage, $"'qs {parse.CommandResult.Command.Name}' knows no '{words[0]}'; arguments for {_reader} follow '--'.")
            : Result<IReadOnlyList<string>>.Of(after);
    }

    /// <summary>The words after the first <c>--</c>.</summary>
    public static IReadOnlyList<string> After(ParseResult parse) =>
        [.. parse.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Select(token => token.Value)];
}
