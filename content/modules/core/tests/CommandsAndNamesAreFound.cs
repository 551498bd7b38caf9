using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core.Tests;

public class CommandsAndNamesAreFound
{
    private static readonly IServiceProvider Services = new ServiceCollection().AddSingleton("a service").BuildServiceProvider();

    [Test]
    public void A_modules_name_is_made_from_its_class()
    {
        TestHost.Modules.Names().ShouldBe(["core", "sample"]);
        ((IModule)new CrmExportModule()).Name.ShouldBe("crm-export");
    }

    [Test]
    public async Task A_command_gets_its_arguments_and_what_it_runs_with()
    {
        var (output, error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        Console.SetOut(written);
        Console.SetError(written);
        try
        {
            var command = TestHost.Modules.FindCommand(["sample", "count", "a", "b"]).ShouldNotBeNull();
            (await command(Services, CancellationToken.None)).ShouldBe(2);
            await Should.ThrowAsync<OperationCanceledException>(() => command(Services, new CancellationToken(canceled: true)));
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }

        written.ToString().ReplaceLineEndings("\n").ShouldBe("a service\ncounted\n");
    }

    [TestCase("sample")]
    [TestCase("sample", "Count")]
    [TestCase("core", "count")]
    [TestCase("other", "count")]
    public void What_no_module_has_is_not_found(params string[] arguments) => TestHost.Modules.FindCommand(arguments).ShouldBeNull();

    [Test]
    public void The_commands_are_listed_with_what_they_do() => TestHost.Modules.Commands().ShouldBe([("sample count", "counts the arguments"), ("sample greet", "sends a greeting")]);

    [Test]
    public void A_module_needs_no_more_than_its_services()
    {
        IModule module = new CrmExportModule();

        module.MigrationContext(DatabaseKind.Sqlite, "").ShouldBeNull();
        new[] { module }.MigrationContexts(DatabaseKind.Sqlite, "").ShouldBeEmpty();
        module.Commands.ShouldBeEmpty();
        module.Navigation.ShouldBeEmpty();
    }

    private sealed class CrmExportModule : IModule
    {
        public void AddServices<TContext>(WebApplicationBuilder builder)
            where TContext : DbContext
        {
        }
    }
}
