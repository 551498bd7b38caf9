using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Probe;

public sealed class ProbeModule : IModule
{
    public IReadOnlyList<ModuleCommand> Commands { get; } = [new("add", "adds the named teams", AddAsync), new("list", "lists the teams", ListAsync), new("mail", "sends an e-mail", MailAsync)];

    public IReadOnlyList<NavigationEntry> Navigation { get; } = [new("Probe", "/probe")];

    public void AddServices<TContext>(WebApplicationBuilder builder)
        where TContext : DbContext =>
        builder.Services.AddSingleton(new EmailSample(new Letter("A letter", "Hello")));

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/probe", (IConfiguration options) => new { Greeting = options["Modules:probe:greeting"], Mode = options["Modules:probe:mode"] });
        endpoints.MapGet("/api/probe/teams", (ModuleDb db) => db.Context.Set<Team>().OrderBy(team => team.CreatedUtc).Select(team => team.Name).ToListAsync());
        endpoints.MapGet("/api/probe/secret", () => "secret").RequireAuthorization(PlatformAdmin.Policy);
    }

    public void Apply(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Team>(team =>
        {
            team.ToTable("probe_teams");
            team.Property(one => one.Id).ValueGeneratedNever();
            team.Property(one => one.Name).HasMaxLength(100);
            team.HasMany(one => one.Labels).WithMany().UsingEntity("probe_team_labels");
            team.OwnsMany(one => one.Members, member => member.ToTable("probe_members"));
        });
        modelBuilder.Entity<Label>().ToTable("probe_labels").Property(label => label.Id).ValueGeneratedNever();
        modelBuilder.UseUtcTimes(typeof(ProbeModule).Assembly);
    }

    public DbContext? MigrationContext(DatabaseKind kind, string connectionString) => kind == DatabaseKind.Postgres
        ? new ProbePostgresMigrations(ModuleMigrations.Options<ProbePostgresMigrations>(kind, connectionString, "probe"))
        : new ProbeSqliteMigrations(ModuleMigrations.Options<ProbeSqliteMigrations>(kind, connectionString, "probe"));

    private static async Task<int> AddAsync(ModuleCommandContext context)
    {
        if (context.Arguments.Count == 0)
        {
            await context.Error.WriteLineAsync("Name the teams to add.");
            return 2;
        }

        var db = context.Services.GetRequiredService<ModuleDb>().Context;
        foreach (var name in context.Arguments)
        {
            db.Add(new Team { Id = Guid.CreateVersion7(), Name = name, CreatedUtc = DateTime.UtcNow });
        }

        await db.SaveChangesAsync(context.CancellationToken);
        await context.Output.WriteLineAsync($"Added {context.Arguments.Count} team(s).");
        return 0;
    }

    private static async Task<int> ListAsync(ModuleCommandContext context)
    {
        var teams = context.Services.GetRequiredService<ModuleDb>().Context.Set<Team>();
        await context.Output.WriteLineAsync(string.Join(' ', await teams.OrderBy(team => team.CreatedUtc).Select(team => team.Name).ToListAsync(context.CancellationToken)));
        return 0;
    }

    private static async Task<int> MailAsync(ModuleCommandContext context)
    {
        var letter = new Letter(context.Arguments[1], context.Arguments[2]);
        await context.Services.GetRequiredService<IEmailSender>().QueueAsync(new EmailMessage(context.Arguments[0], letter), context.CancellationToken);
        await context.Services.GetRequiredService<ModuleDb>().Context.SaveChangesAsync(context.CancellationToken);
        return 0;
    }
}
