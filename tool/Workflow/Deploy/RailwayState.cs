using System.Text.Json;

namespace QuickScale.Tool.Workflow.Deploy;

/// <summary>A volume of a Railway service.</summary>
internal sealed record RailwayVolume(string ServiceId, string MountPath);

/// <summary>A deployment as <c>railway deployment list --json</c> tells it.</summary>
internal sealed record RailwayDeployment(string Id, string Status)
{
    /// <summary>A deployment that sleeps wakes up at the next request.</summary>
    public bool Serves => Status is "SUCCESS" or "SLEEPING";

    public bool HasEnded => Status is "SUCCESS" or "SLEEPING" or "FAILED" or "CRASHED" or "REMOVED" or "SKIPPED";

    /// <summary>Newest first.</summary>
    public static IReadOnlyList<RailwayDeployment> Read(JsonElement answer) =>
        [.. answer.EnumerateArray().Select(item => new RailwayDeployment(item.GetProperty("id").GetString()!, item.GetProperty("status").GetString()!))];
}

/// <summary>A project and one of its environments as <c>railway status --json</c> tells it.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="ProjectName">Its name.</param>
/// <param name="Services">Ids by name.</param>
/// <param name="Volumes">Volumes of the environment that are not being deleted.</param>
internal sealed record RailwayState(string ProjectId, string ProjectName, IReadOnlyDictionary<string, string> Services, IReadOnlyList<RailwayVolume> Volumes)
{
    public static RailwayState Read(JsonElement answer, string environment)
    {
        var services = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var service in Nodes(answer.GetProperty("services")))
        {
            services.TryAdd(service.GetProperty("name").GetString()!, service.GetProperty("id").GetString()!);
        }

        var volumes = Nodes(answer.GetProperty("environments"))
            .Where(node => node.GetProperty("name").GetString()!.Equals(environment, StringComparison.OrdinalIgnoreCase))
            .SelectMany(node => Nodes(node.GetProperty("volumeInstances")))
            .Where(volume => !(volume.TryGetProperty("isPendingDeletion", out var leaving) && leaving.ValueKind == JsonValueKind.True))
            .Where(volume => volume.GetProperty("serviceId").ValueKind == JsonValueKind.String)
            .Select(volume => new RailwayVolume(volume.GetProperty("serviceId").GetString()!, volume.GetProperty("mountPath").GetString()!));
        return new RailwayState(answer.GetProperty("id").GetString()!, answer.GetProperty("name").GetString()!, services, [.. volumes]);
    }

    private static IEnumerable<JsonElement> Nodes(JsonElement list) => list.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("node"));
}
