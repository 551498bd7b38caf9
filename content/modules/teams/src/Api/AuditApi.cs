using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using QuickScale.Modules.Auth;

namespace QuickScale.Modules.Teams;

internal static class AuditApi
{
    private const int Page = 50;

    public static void MapAudit(this RouteGroupBuilder team)
    {
        team.MapGet("/audit", async (
                string? action, Guid? actorId, string? targetKind, string? from, string? until, Guid? before, int? take, ICurrentTeam current, ClaimsPrincipal user, AuditReading audit, CancellationToken cancellationToken) =>
                TeamsApi.Ok(await audit.ListAsync(current.Id(), user.Id(), new AuditFilter(action, actorId, targetKind, from, until), before, take ?? Page, cancellationToken)))
            .WithName("GetAudit").WithSummary("The record of changes, the newest first.")
            .Produces<AuditPage>().OfTeam();

        team.MapGet("/audit.csv", async (
                string? action, Guid? actorId, string? targetKind, string? from, string? until, ICurrentTeam current, ClaimsPrincipal user, AuditReading audit, CancellationToken cancellationToken) =>
            {
                var result = await audit.ExportAsync(current.Id(), user.Id(), new AuditFilter(action, actorId, targetKind, from, until), cancellationToken);
                return result.Value is { } file ? Results.File(file.Content, file.ContentType, file.Name) : ApiAnswers.Of(result);
            })
            .WithName("ExportAudit").WithSummary("The record of changes as a file for a spreadsheet.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").OfTeam();
    }
}
