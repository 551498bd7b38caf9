using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QsNamespace.Tests;

/// <summary>A small application with core and this module in it.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private static readonly IReadOnlyList<IModule> Modules = [new CoreModule(), new QsModModule()];
    private readonly WebApplication _app;

    private TestHost(WebApplication app) => (_app, Client) = (app, app.GetTestClient());

    public HttpClient Client { get; }

    public static async Task<TestHost> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(TestHost).Assembly.GetName().Name,
            EnvironmentName = "Testing",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(settings ?? []);
        builder.Services.AddDbContext<HostContext>(options => options.UseSqlite("Data Source=:memory:"));
        builder.Services.AddRazorPages();
        builder.AddModules<HostContext>(Modules);

        var app = builder.Build();
        app.UseRouting();
        app.UseModules(Modules);
        app.UseAuthorization();
        app.MapRazorPages();
        app.MapModules(Modules);
        await app.StartAsync();
        return new TestHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class HostContext(DbContextOptions<HostContext> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.ApplyModules(Modules, typeof(string).Assembly);
    }
}
