using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams.Pages.Teams;

[Authorize(AuthPolicies.SignedIn)]
[RequirePermission(Permissions.AuditRead)]
public sealed class AuditModel(ICurrentTeam current, AuditReading audit) : TeamPageModel(current)
{
    private const int Shown = 50;

    /// <summary>The kind of change; "action" is a word of the framework's in an address.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Act { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Until { get; set; }

    public IReadOnlyList<AuditAnswer> Entries { get; private set; } = [];

    public Guid? Next { get; private set; }

    /// <summary>The filter, to go on in an address.</summary>
    public string Query => string.Concat(new[] { ("act", Act), ("from", From), ("until", Until) }.Where(one => !string.IsNullOrEmpty(one.Item2)).Select(one => $"&{one.Item1}={Uri.EscapeDataString(one.Item2!)}"));

    private AuditFilter Filter => new(Act, From: From, Until: Until);

    /// <summary>What was changed, as "role: Member → Admin".</summary>
    public static string Details(AuditAnswer entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var (before, after) = (Values(entry.Before), Values(entry.After));
        return string.Join("; ", before.Keys.Union(after.Keys).Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key)).Select(key => (before.GetValueOrDefault(key), after.GetValueOrDefault(key)) switch
        {
            (null, var now) => $"{key}: {now}",
            (var was, null) => $"{key}: {was}",
            var (was, now) => $"{key}: {was} → {now}",
        }));
    }

    public async Task<IActionResult> OnGetAsync(Guid? before, CancellationToken cancellationToken)
    {
        var result = await audit.ListAsync(TeamId, UserId, Filter, before, Shown, cancellationToken);
        if (result.Value is not { } page)
        {
            return Answer(result);
        }

        (Entries, Next) = (page.Entries, page.Next);
        return Page();
    }

    public async Task<IActionResult> OnGetFileAsync(CancellationToken cancellationToken)
    {
        var result = await audit.ExportAsync(TeamId, UserId, Filter, cancellationToken);
        return result.Value is { } file ? File(file.Content, file.ContentType, file.Name) : Answer(result);
    }

    private static Dictionary<string, string?> Values(string? json) =>
        json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!.Where(one => one.Value.ValueKind != JsonValueKind.Null).ToDictionary(one => one.Key, one => (string?)one.Value.ToString());
}
