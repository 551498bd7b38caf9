using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;
using QuickScale.Modules.Teams.Pages;

namespace QuickScale.Modules.Teams;

/// <param name="CanCreate">Whether the user may make another team.</param>
/// <param name="Reason">Why not, in words; null where the user may.</param>
public sealed record MyTeamsAnswer(IReadOnlyList<MyTeam> Teams, bool CanCreate, string? Reason);

/// <summary>A team as the member who asks sees it.</summary>
/// <param name="Permissions">What the member may do, as code asks for it.</param>
/// <param name="LogoMaxKb">Kilobytes that a logo may have.</param>
/// <param name="GraceDays">Days for which the team could be restored if it were deleted now.</param>
/// <param name="Links">What else the team's navigation leads to, for this member: pages of other modules and of the application.</param>
public sealed record TeamAnswer(
    Guid Id, string Slug, string Name, TeamKind Kind, TeamState State, string? SuspendedReason, string? Logo, string? AccentColor, bool AllowOtherAddresses, DateTime CreatedAt, DateTime? PurgeAt,
    Guid MembershipId, string RoleKey, string RoleName, IReadOnlyList<string> Permissions, int LogoMaxKb, int GraceDays, IReadOnlyList<TeamLink> Links);

public sealed record CreatedTeamAnswer(Guid Id, string Slug, string Name);

/// <param name="Slug">As it would be kept.</param>
/// <param name="Reason">Why it cannot be had, in words; null when it can.</param>
public sealed record SlugAnswer(string Slug, bool IsFree, string? Reason);

/// <summary>
/// JSON endpoints under <c>/api/teams</c> for all that the pages do. Each calls the same use case as its page and gives the same
/// answers; a group of endpoints is a file. Those with a team in the path are reached by its members alone.
/// </summary>
internal static class TeamsApi
{
    public static void MapTeamsApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/teams").WithTags("Teams").DisableAntiforgery().AddEndpointFilter<TeamsAntiforgery>().NotStored();
        var mine = api.MapGroup("").RequireAuthorization(AuthPolicies.SignedIn);
        mine.MapMine();
        var team = mine.MapGroup("/{team}").WithMetadata(new TeamInPath());
        team.MapTeam();
        team.MapMembers();
        team.MapRoles();
        team.MapInvitations();
        team.MapLifecycle();
        team.MapAudit();
        api.MapGroup("/suspensions").RequireAuthorization(PlatformAdmin.Policy).MapSuspensions();
        api.MapGroup("/invitations").MapAcceptance();
    }

    public static Guid Id(this ClaimsPrincipal user) => AuthClaims.UserOf(user) ?? throw new InvalidOperationException("The endpoint is for users who are logged in.");

    /// <summary>The team of the path; it was settled before the endpoint.</summary>
    public static Guid Id(this ICurrentTeam team) => team.Id ?? throw new NoTeamException();

    /// <summary>What was asked for, or the refusals.</summary>
    public static IResult Ok<T>(AuthResult<T> result)
        where T : class => result.Value is { } value ? Results.Ok(value) : ApiAnswers.Of(result);

    /// <summary>Says in the OpenAPI document how an endpoint refuses.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        endpoint.ProducesProblem(StatusCodes.Status400BadRequest);
        foreach (var status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }

    /// <summary>As every endpoint of a team does: who is not logged in, not allowed, or not in the team.</summary>
    public static RouteHandlerBuilder OfTeam(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses) =>
        endpoint.Refuses([StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status404NotFound, .. statuses]);

    /// <summary>The answers are about one team and one user: no cache keeps them, unless an answer itself says so.</summary>
    private static RouteGroupBuilder NotStored(this RouteGroupBuilder api) => api.AddEndpointFilter((context, next) =>
    {
        context.HttpContext.Response.Headers.CacheControl = "no-cache, no-store";
        return next(context);
    });

    private static void MapMine(this RouteGroupBuilder api)
    {
        api.MapGet("", async (ClaimsPrincipal user, MyTeams teams, CreateTeam create, CancellationToken cancellationToken) =>
            {
                var list = await teams.ListAsync(user.Id(), cancellationToken);
                var refusal = await create.RefusalAsync(user.Id(), cancellationToken);
                return Results.Ok(new MyTeamsAnswer(list, refusal is null, refusal?.Message));
            })
            .WithName("GetMyTeams").WithSummary("The teams of the user, the personal workspace first.")
            .Produces<MyTeamsAnswer>().ProducesProblem(StatusCodes.Status401Unauthorized);

        api.MapPost("", async (CreateTeamRequest request, ClaimsPrincipal user, CreateTeam create, CancellationToken cancellationToken) =>
            {
                var result = await create.RunAsync(user.Id(), request, cancellationToken);
                return result.Value is { } team ? Results.Created($"/api/teams/{team.Slug}", new CreatedTeamAnswer(team.Id, team.Slug, team.Name)) : ApiAnswers.Of(result);
            })
            .WithName("CreateTeam").WithSummary("Makes a team that the user owns.")
            .Produces<CreatedTeamAnswer>(StatusCodes.Status201Created).Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden, StatusCodes.Status409Conflict, StatusCodes.Status429TooManyRequests);

        api.MapGet("/slugs/{slug}", async (string slug, TeamSlugs slugs, CancellationToken cancellationToken) =>
            {
                var (read, refusal) = slugs.Read(slug);
                refusal ??= await slugs.CheckFreeAsync(read, null, cancellationToken);
                return Results.Ok(new SlugAnswer(read.Length > 0 ? read : slug, refusal is null, refusal?.Message));
            })
            .WithName("CheckSlug").WithSummary("Whether a team could have an address.")
            .Produces<SlugAnswer>().ProducesProblem(StatusCodes.Status401Unauthorized);
    }

    private static void MapTeam(this RouteGroupBuilder team)
    {
        team.MapGet("", async (ICurrentTeam current, ClaimsPrincipal user, TeamReader reader, IOptionsSnapshot<TeamsSettings> settings, IEnumerable<OwnerEntry> entries, CancellationToken cancellationToken) =>
            {
                var (view, refusal) = await reader.FindAsync(current.Id(), user.Id(), null, cancellationToken, TeamStates.Active | TeamStates.Suspended);
                return view is null ? ApiAnswers.Of(refusal!) : Results.Ok(Answer(view, settings.Value, entries));
            })
            .ReachableWhileSuspended()
            .WithName("GetTeam").WithSummary("The team, and what the user may do in it.")
            .Produces<TeamAnswer>().OfTeam();

        team.MapPut("", async (UpdateTeamRequest request, ICurrentTeam current, ClaimsPrincipal user, UpdateTeam update, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await update.RunAsync(current.Id(), user.Id(), request, cancellationToken)))
            .WithName("UpdateTeam").WithSummary("Replaces name, address, colour and rules. The earlier address leads to the new one.")
            .Produces(StatusCodes.Status204NoContent).OfTeam(StatusCodes.Status409Conflict, StatusCodes.Status429TooManyRequests);

        team.MapPut("/logo", async (HttpRequest request, ICurrentTeam current, ClaimsPrincipal user, TeamLogo logo, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await logo.SetAsync(current.Id(), user.Id(), request.Body, cancellationToken)))
            .Accepts<byte[]>("image/png", "image/jpeg", "image/gif", "image/webp")
            .WithName("SetTeamLogo").WithSummary("Replaces the logo by the body of the request.")
            .Produces(StatusCodes.Status204NoContent).OfTeam();

        team.MapDelete("/logo", async (ICurrentTeam current, ClaimsPrincipal user, TeamLogo logo, CancellationToken cancellationToken) =>
                ApiAnswers.Of(await logo.RemoveAsync(current.Id(), user.Id(), cancellationToken)))
            .WithName("RemoveTeamLogo").WithSummary("Removes the logo.")
            .Produces(StatusCodes.Status204NoContent).OfTeam();

        team.MapGet("/logo/{key}", async (string key, ICurrentTeam current, ClaimsPrincipal user, TeamLogo logo, CancellationToken cancellationToken) =>
                await logo.OpenAsync(current.Id(), user.Id(), key, cancellationToken) is { } file ? new StoredFileResult(file) : ApiAnswers.Of(TeamRefusals.NoSuchLogo))
            .ReachableWhileSuspended().ReachableWhileDeleted()
            .WithName("GetTeamLogo").WithSummary("The logo, for members.")
            .Produces(StatusCodes.Status200OK, contentType: "image/png", additionalContentTypes: ["image/jpeg", "image/gif", "image/webp"]).OfTeam();
    }

    private static TeamAnswer Answer(TeamView view, TeamsSettings settings, IEnumerable<OwnerEntry> entries)
    {
        var team = view.Team;
        return new TeamAnswer(
            team.Id, team.Slug, team.Name, team.Kind, team.State, team.SuspendedReason, TeamLogo.PathOf(team), team.AccentColor, team.AllowOtherAddresses, team.CreatedAt, team.PurgeAt,
            view.MembershipId, view.Role.Key, view.Role.Name, [.. view.Role.Permissions.Order(StringComparer.Ordinal)], settings.LogoMaxKb, settings.DeletionGraceDays,
            [.. TeamMenu.Added(entries, team, view.Has)]);
    }
}
