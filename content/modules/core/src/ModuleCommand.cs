namespace QuickScale.Modules.Core;

/// <summary>A command that a module adds to the migrator.</summary>
/// <param name="Name">One word, as in <c>create-admin</c>.</param>
/// <param name="Summary">What it does, for the list of commands.</param>
/// <param name="RunAsync">
/// Does it and returns the exit code: 0 done, 1 a check failed, 2 wrong arguments, 4 something must be put right first. Anything
/// but 0 comes with one sentence on <see cref="ModuleCommandContext.Error"/> that says what to do next.
/// </param>
public sealed record ModuleCommand(string Name, string Summary, Func<ModuleCommandContext, Task<int>> RunAsync);

/// <summary>What a command runs with.</summary>
/// <param name="Services">The application's services, in a scope of the command's own.</param>
/// <param name="Arguments">What was typed after the command's name.</param>
public sealed record ModuleCommandContext(
    IServiceProvider Services,
    IReadOnlyList<string> Arguments,
    TextWriter Output,
    TextWriter Error,
    CancellationToken CancellationToken);
