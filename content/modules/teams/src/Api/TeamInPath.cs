using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Says in the OpenAPI document that the path of an endpoint holds the team's slug. No handler takes it as a parameter, since the team
/// is settled before, so the framework would not know of it, and typed clients could not fill it in.
/// </summary>
internal sealed class TeamInPath : IParameterBindingMetadata
{
    public string Name => TeamAddress.RouteValue;

    public bool HasTryParse => false;

    public bool HasBindAsync => false;

    public bool IsOptional => false;

    public ParameterInfo ParameterInfo { get; } = ((Action<string>)Take).Method.GetParameters()[0];

    private static void Take(string team) => _ = team;
}
