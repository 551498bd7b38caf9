using System.CommandLine;
using QuickScale.Tool.Git;
using QuickScale.Tool.Modules;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Commands;

/// <summary>The options of commands that change a project.</summary>
internal sealed class ChangeArguments
{
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show what would be done, and change nothing" };

    public void AddTo(Command command)
    {
        command.Add(_yes);
        command.Add(_dryRun);
    }

    public bool IsDryRun(System.CommandLine.Parsing.CommandResult result) => result.GetValue(_dryRun);

    public ChangeOptions Read(ParseResult parse) => new(parse.GetValue(_yes), parse.GetValue(_dryRun));
}

/// <summary>The options that say where modules come from.</summary>
internal sealed class RemoteArguments
{
    private readonly Option<string?> _remote = new("--remote")
    {
        Description = "Where the modules come from: builtin, https://…, ssh://…, user@host:path or an absolute path",
        HelpName = "URL",
    };

    private readonly Option<bool> _trust = new("--trust-remote") { Description = "Use a remote that the project's files name, without asking the first time" };

    public void AddTo(Command command, bool withRemote)
    {
        if (withRemote)
        {
            command.Add(_remote);
        }

        command.Add(_trust);
    }

    public RemoteTrust Trust(ParseResult parse, Output output) => new(output, parse.GetValue(_trust));

    /// <summary>The remote that was typed, checked; the built-in one's word is an address too.</summary>
    public Result<Catalogue> Catalogue(ParseResult parse, Workspace workspace, Output output)
    {
        var typed = parse.GetValue(_remote);
        var given = default(RemoteAddress);
        return typed is not null && RemoteAddress.Parse(typed).Failed(out var failure, out given)
            ? failure
            : new Catalogue(workspace, given, Trust(parse, output));
    }
}
