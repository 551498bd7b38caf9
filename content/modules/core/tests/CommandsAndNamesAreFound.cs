using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core.Tests;

public class CommandsAndNamesAreFound
{
    private static readonly IServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    [Test]
    public void A_modules_name_is_made_from_its_class()
    {
        TestHost.Modules.Names().ShouldBe(["core", "sample"]);
        ((IModule)new CrmExportModule()).Name.ShouldBe("crm-export");
    }

    [Test]
    public async Task A_command_gets_the_arguments_after_its_name()
    {
        var command = TestHost.Modules.FindCommand(["sample", "count", "a", "b"]).ShouldNotBeNull();

        (await command(NoServices, CancellationToken.None)).ShouldBe(2);
    }

    [TestCase("sample")]
    [TestCase("sample", "Count")]
    [TestCase("core", "count")]
    [TestCase("other", "count")]
    public void What_no_module_has_is_not_found(params string[] arguments) => TestHost.Modules.FindCommand(arguments).ShouldBeNull();

    [Test]
    public void The_commands_are_listed_with_what_they_do() => TestHost.Modules.Commands().ShouldBe([("sample count", "counts the arguments")]);

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
