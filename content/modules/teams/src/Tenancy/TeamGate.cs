using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Settles the team of each request before its endpoint runs (T4). Who is not in it gets 404, as for a team that is not there. Where
/// the path names no team but the sub-domain or a header does, pages that are of no team work as ever, for everybody; whoever asks
/// for a team's rows there gets the same 404.
/// </summary>
internal sealed partial class TeamGate(RequestDelegate next, TeamDirectory directory, SiteLinks site, IOptions<TeamsSettings> settings, ILogger<TeamGate> logger)
{
    /// <summary>Code of the refusal for programs (T15).</summary>
    public const string SuspendedCode = "tenant_suspended";

    private enum Refusal
    {
        None,
        SignIn,
        NotFound,
        Moved,
        Suspended,
    }

    public async Task InvokeAsync(HttpContext http, CurrentTeam current, ICurrentUser user)
    {
        var endpoint = http.GetEndpoint();
        // Without an endpoint the answer is 404 for everybody; an error page is of no team.
        if (endpoint is null || http.Features.Get<IStatusCodeReExecuteFeature>() is not null || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(http);
            return;
        }

        var resolution = settings.Value.Resolution;
        if (resolution == TeamResolution.Header)
        {
            http.Response.OnStarting(VaryByHeader, http);
        }

        if (TeamAddress.Of(http, resolution, site, out var isContradictory) is not { } address)
        {
            await WithoutTeamAsync(http, resolution);
            return;
        }

        var access = !isContradictory && user.Id is { } id ? await directory.FindAsync(address.Slug, id, http.RequestAborted) : null;
        var refusal = user.Id is null ? Refusal.SignIn : RefusalOf(access, endpoint, resolution, address);
        if (refusal == Refusal.None)
        {
            current.Admit(access!);
            http.Response.OnStarting(KeepOutOfSharedCaches, http);
            await AdmittedAsync(http);
        }
        else if (address.ByPath || (refusal == Refusal.Moved && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method))) || endpoint.Metadata.GetMetadata<RequirePermissionAttribute>() is not null)
        {
            await AnswerAsync(http, refusal, access, address);
        }
        else
        {
            current.Named = refusal is Refusal.Suspended or Refusal.Moved ? access!.Team.Id : null;
            try
            {
                await next(http);
            }
            catch (Exception exception) when (IsForWantOfTeam(exception) && !http.Response.HasStarted)
            {
                http.Response.Clear();
                await AnswerAsync(http, refusal, access, address);
            }
        }
    }

    /// <summary>An id of another team's row that came with the request is one of no row.</summary>
    private async Task AdmittedAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (OtherTeamException exception) when (!http.Response.HasStarted)
        {
            LogOtherTeam(exception);
            http.Response.Clear();
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }

    private async Task WithoutTeamAsync(HttpContext http, TeamResolution resolution)
    {
        try
        {
            await next(http);
        }
        catch (Exception exception) when (resolution != TeamResolution.Path && IsForWantOfTeam(exception) && !http.Response.HasStarted)
        {
            http.Response.Clear();
            if (resolution == TeamResolution.Subdomain)
            {
                // The site itself and its www are no team's.
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            await Results.Problem($"Name the team in the header {TeamAddress.Header}.", statusCode: StatusCodes.Status400BadRequest, extensions: Code("team_missing")).ExecuteAsync(http);
        }
    }

    private static Refusal RefusalOf(TeamAccess? access, Endpoint endpoint, TeamResolution resolution, TeamAddress address) => access switch
    {
        null => Refusal.NotFound,
        { Team.State: TeamState.Deleted } when endpoint.Metadata.GetMetadata<ReachableWhileDeletedAttribute>() is null => Refusal.NotFound,
        { Team.State: TeamState.Suspended } when endpoint.Metadata.GetMetadata<ReachableWhileSuspendedAttribute>() is null && !IsFrame(endpoint) => Refusal.Suspended,
        // A program that sends an old slug in a header has nowhere to be led to.
        _ when access.Slug != access.Team.Slug && (address.ByPath || resolution == TeamResolution.Subdomain) => Refusal.Moved,
        _ => Refusal.None,
    };

    /// <summary>
    /// Whether the endpoint answers whatever no other does: the one page of a client, which holds nothing of a team. Its script asks the
    /// endpoints for that, and says itself why a team is suspended; to lead it to another path would be to lead it here again.
    /// </summary>
    private static bool IsFrame(Endpoint endpoint) => endpoint is RouteEndpoint { Order: int.MaxValue };

    private async Task AnswerAsync(HttpContext http, Refusal refusal, TeamAccess? access, TeamAddress address)
    {
        switch (refusal)
        {
            case Refusal.SignIn:
                await http.ChallengeAsync();
                break;
            case Refusal.Moved:
                // Not for ever: the slug may be another team's one day. The method and the body go along.
                http.Response.Headers.CacheControl = "no-store";
                await Results.Redirect(address.With(access!.Team.Slug, http, site.Base), preserveMethod: true).ExecuteAsync(http);
                break;
            case Refusal.Suspended when http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase):
                await Results.Problem(
                    access!.Team.SuspendedReason is { Length: > 0 } reason ? $"The team is suspended: {reason}" : "The team is suspended: ask its owner.",
                    statusCode: StatusCodes.Status403Forbidden, extensions: Code(SuspendedCode)).ExecuteAsync(http);
                break;
            case Refusal.Suspended:
                http.Response.Headers.CacheControl = "no-store";
                http.Response.Redirect($"{http.Request.PathBase.ToUriComponent()}/t/{access!.Team.Slug}/suspended");
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    /// <summary>What a page shows is one team's, and a proxy that keeps it would show it to others.</summary>
    private static Task KeepOutOfSharedCaches(object state)
    {
        var headers = ((HttpContext)state).Response.Headers;
        if (headers.CacheControl.Count == 0)
        {
            headers.CacheControl = "private, no-cache";
        }

        return Task.CompletedTask;
    }

    private static Task VaryByHeader(object state)
    {
        ((HttpContext)state).Response.Headers.Append(HeaderNames.Vary, TeamAddress.Header);
        return Task.CompletedTask;
    }

    private static bool IsForWantOfTeam(Exception? exception)
    {
        while (exception is not null and not NoTeamException)
        {
            exception = exception.InnerException;
        }

        return exception is not null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request would have written to another team or referred to one; it was answered with 404")]
    private partial void LogOtherTeam(Exception exception);

    private static Dictionary<string, object?> Code(string code) => new() { ["code"] = code };
}
