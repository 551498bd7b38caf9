using QuickScale.Tool.Git;
using QuickScale.Tool.Processes;
using QuickScale.Tool.Projects;
using QuickScale.Tool.Terminal;

namespace QuickScale.Tool.Workflow.Doctor;

/// <summary>Looks at everything that a project needs on this machine. It changes nothing but what a build writes.</summary>
internal sealed class ProjectDoctor(LocalProject project, ProgramRunner programs, Output output)
{
    public IReadOnlyList<Finding> Examine(CancellationToken cancellation)
    {
        var sdk = Sdk(cancellation);
        var (git, repository) = Repository(cancellation);
        var findings = new List<Finding> { sdk, git };
        if (project.NeedsNode)
        {
            findings.Add(new NodeJs(programs).Problem(project.File.Theme, cancellation) is { } node
                ? Finding.Of("Node.js", node)
                : new Finding("Node.js", "Node.js and npm are here"));
        }

        findings.AddRange(Ports(cancellation));
        findings.AddRange(new SecretChecks(project, repository).Examine(cancellation));
        if (repository is not null)
        {
            findings.AddRange(new ModuleChecks(project, programs, output).Examine(cancellation));
        }

        if (sdk.IsWell)
        {
            findings.Add(Database(cancellation));
        }

        return findings;
    }

    private Finding Sdk(CancellationToken cancellation) => new DotnetSdk(programs).ReadVersion(project.Folder, cancellation).Failed(out var failure, out var version)
        ? Finding.Of("SDK", failure)
        : new Finding("SDK", $".NET SDK {version}");

    private (Finding Finding, GitRepository? Repository) Repository(CancellationToken cancellation)
    {
        if (GitRepository.Open(programs, project.Folder, cancellation).Failed(out var failure, out var repository))
        {
            return (Finding.Of("git", failure), null);
        }

        var version = repository.ReadVersion(cancellation);
        return version < GitRepository.OldestGit
            ? (new Finding("git", $"Git here is {version}, which is too old for modules", $"install git {GitRepository.OldestGit} or later"), repository)
            : (new Finding("git", $"git {version}"), repository);
    }

    private IEnumerable<Finding> Ports(CancellationToken cancellation)
    {
        if (LaunchAddresses.Load(project).Failed(out var failure, out var addresses))
        {
            return [Finding.Of("ports", failure)];
        }

        // While it is served its port is taken, as it should be.
        var served = new Failure(ExitCode.Precondition, "served");
        if (ProjectLock.Take(project, "run", TimeSpan.Zero, served, cancellation).Failed(out failure, out var held))
        {
            return [ReferenceEquals(failure, served) ? new Finding("ports", "the project is being served") : Finding.Of("ports", failure)];
        }

        held.Dispose();
        int[] ports = addresses.Https is { } https ? [addresses.Http.Port, https.Port] : [addresses.Http.Port];
        var taken = ports.Where(port => !DevelopmentServer.IsFree(port)).ToList();
        return taken.Count == 0
            ? [new Finding("ports", ports.Length == 1 ? $"the port {ports[0]} is free" : $"the ports {ports[0]} and {ports[1]} are free")]
            : taken.Select(port => new Finding("ports", $"Port {port} is in use", $"stop the program that uses it, or choose another port in src/{project.File.Name}/Properties/launchSettings.json"));
    }

    private Finding Database(CancellationToken cancellation)
    {
        const string Check = "database";
        var migrator = new Migrator(project, programs, output);
        if (new ProjectBuild(project, programs, output).Migrator(cancellation) is { } failure)
        {
            return Finding.Of("build", failure);
        }

        return migrator.Ask(cancellation, "status").ExitCode switch
        {
            ExitCode.Done => new Finding(Check, "the database answers, and all migrations are applied"),
            ExitCode.CheckFailed => new Finding(Check, "Migrations are pending", "apply them with 'qs migrate'"),
            ExitCode.Remote => new Finding(Check, "The database does not answer", project.File.Database == "postgres"
                ? "start it ('qs up db'), or correct DATABASE_URL or ConnectionStrings__Default; 'qs migrate status' says what it answers"
                : "'qs migrate status' says what is wrong with its file"),
            _ => new Finding(Check, "The migrator does not start", "'qs migrate status' says why: mostly a setting that is missing or wrong"),
        };
    }
}
