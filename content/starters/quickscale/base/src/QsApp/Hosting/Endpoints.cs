namespace QsApp.Hosting;

/// <summary>
/// JSON endpoints of the application's own. A class that is this, and has a constructor without parameters, is found by itself: what
/// `dotnet new quickscale-feature` adds needs no line in Program.cs, and neither does a file of yours.
/// </summary>
public interface IEndpoints
{
    void Map(IEndpointRouteBuilder endpoints);
}

public static class OwnEndpoints
{
    public static void MapOwnEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var found = typeof(IEndpoints).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IEndpoints)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal);
        foreach (var type in found)
        {
            ((IEndpoints)Activator.CreateInstance(type)!).Map(app);
        }
    }
}
