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
        team.MapGet("/audit", async ([AsParameters] AuditFilter filter, Guid? before, int? take, ICurrentTeam current, ClaimsPrincipal user, AuditReading audit, CancellationToken cancellationToken) =>
                TeamsApi.Ok(await audit.ListAsync(current.Id(), user.Id(), filter, before, take ?? Page, cancellationToken)))
            .WithName("GetAudit").WithSummary("The record of changes, the newest first.")
            .Produces<AuditPage>().OfTeam();

        team.MapGet("/audit.csv", async ([AsParameters] AuditFilter filter, ICurrentTeam current, ClaimsPrincipal user, AuditReading audit, CancellationToken cancellationToken) =>
            {
                var result = await audit.ExportAsync(current.Id(), user.Id(), filter, cancellationToken);
                return result.Value is { } file ? Results.File(file.Content, file.ContentType, file.Name) : ApiAnswers.Of(result);
            })
            .WithName("ExportAudit").WithSummary("The record of changes as a file for a spreadsheet.")
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").OfTeam();
    }
}
