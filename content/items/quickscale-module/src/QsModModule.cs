using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QsNamespace;

/// <summary>The door of the module: a project finds it by this name.</summary>
public sealed class QsModModule : IModule
{
    public IReadOnlyList<NavigationEntry> Navigation { get; } = [new("Qs Mod", "/qs-mod")];

    public void AddServices<TContext>(WebApplicationBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<QsModOptions>().BindConfiguration("Modules:qs-mod");
        builder.Services.AddScoped<Greetings>();
    }

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGreetingApi();
}
