using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core.Tests;

/// <summary>A module with one of everything that the host has to pass on.</summary>
public sealed class SampleModule : IModule
{
    public IReadOnlyList<ModuleCommand> Commands { get; } =
    [
        new("count", "counts the arguments", CountAsync),
        new("greet", "sends a greeting", GreetAsync),
    ];

    public IReadOnlyList<NavigationEntry> Navigation { get; } =
    [
        new("Hello", "/sample/hello"),
        new("Installation", "/sample/admin", PlatformAdmin.Policy),
    ];

    public void AddServices<TContext>(WebApplicationBuilder builder)
        where TContext : DbContext
    {
    }

    public void Use(WebApplication app) => app.Use((context, next) =>
    {
        context.Response.Headers["X-Sample"] = "used";
        return next(context);
    });

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/sample/option", (IConfiguration configuration) => configuration["Modules:sample:colour"]);
        endpoints.MapGet("/sample/admin", () => "secret").RequireAuthorization(PlatformAdmin.Policy);
        endpoints.MapGet("/sample/me", (ICurrentUser user) => user.Id?.ToString() ?? "nobody");
        endpoints.MapGet("/sample/files/{key}", async (string key, IFileStore files, CancellationToken cancellationToken) =>
            await files.OpenAsync(key, cancellationToken) is { } file ? new StoredFileResult(file) : Results.NotFound());
        endpoints.MapGet("/sample/db", (ModuleDb db, SampleContext context) => ReferenceEquals(db.Context, context));
    }

    public void Apply(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Appointment>().ToTable("sample_appointments");
        modelBuilder.UseUtcTimes(typeof(SampleModule).Assembly);
    }

    private static async Task<int> GreetAsync(ModuleCommandContext context)
    {
        await context.Services.GetRequiredService<IEmailSender>().QueueAsync(new EmailMessage(context.Arguments[0], new Greeting()), context.CancellationToken);
        await context.Services.GetRequiredService<ModuleDb>().Context.SaveChangesAsync(context.CancellationToken);
        return 0;
    }

    private static async Task<int> CountAsync(ModuleCommandContext context)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        await context.Output.WriteLineAsync(context.Services.GetRequiredService<string>());
        await context.Error.WriteLineAsync("counted");
        return context.Arguments.Count;
    }
}

public sealed class Appointment
{
    public Guid Id { get; set; }

    public DateTime Starts { get; set; }

    public DateTime? Ends { get; set; }
}

public sealed class SampleContext(DbContextOptions<SampleContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyModules(TestHost.Modules, typeof(string).Assembly);
}
