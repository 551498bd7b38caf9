using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>A user agrees to a version of the terms that came after the sign-up.</summary>
public sealed class AcceptTerms(ModuleDb db, RequestOrigin origin, SessionCheck check, IOptionsMonitor<AuthSettings> settings, TimeProvider time)
{
    /// <summary>Whether the user owes an agreement; answered from the claims.</summary>
    public static bool IsDue(ClaimsPrincipal principal, AuthSettings settings)
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(settings);
        return settings.TermsVersion.Length > 0 && AuthClaims.UserOf(principal) is not null && principal.FindFirstValue(AuthClaims.Terms) != settings.TermsVersion;
    }

    public async Task<AuthResult> RunAsync(ClaimsPrincipal principal, bool accepts, CancellationToken cancellationToken)
    {
        var user = AuthClaims.UserOf(principal) is { } id ? await db.Context.Set<User>().SingleOrDefaultAsync(one => one.Id == id, cancellationToken) : null;
        if (user is null)
        {
            return Refusals.NotSignedIn;
        }

        var version = settings.CurrentValue.TermsVersion;
        if (!accepts)
        {
            return Refusals.TermsNotAccepted;
        }

        if (user.TermsVersion != version)
        {
            Terms.Accept(db.Context, user, version, time.GetUtcNow().UtcDateTime, origin.Ip);
            await db.Context.SaveChangesAsync(cancellationToken);
        }

        check.ForgetUser(user.Id);
        return AuthResult.Done;
    }
}

/// <summary>On a page or endpoint: open to users who owe an agreement to the terms, so that they can agree or leave.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WithoutTermsAttribute : Attribute;

/// <summary>
/// Leads whoever owes an agreement to the page that asks for it, from everything that needs a signed-in user. What is open to all
/// stays so, the terms themselves among it.
/// </summary>
internal static class TermsGate
{
    public static void UseTermsGate(this IApplicationBuilder app) => app.Use((context, next) => IsStopped(context) ? AnswerAsync(context) : next(context));

    private static bool IsStopped(HttpContext context) =>
        context.GetEndpoint() is { } endpoint
        && endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null
        && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
        && endpoint.Metadata.GetMetadata<WithoutTermsAttribute>() is null
        && AcceptTerms.IsDue(context.User, context.RequestServices.GetRequiredService<IOptionsMonitor<AuthSettings>>().CurrentValue);

    private static Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            return ApiAnswers.Of(Refusals.TermsDue).ExecuteAsync(context);
        }

        var query = HttpMethods.IsGet(context.Request.Method) ? context.Request.QueryString.Value : "";
        context.Response.Redirect(context.Request.PathBase + LocalUrl.Append(AuthPaths.Terms, context.Request.PathBase + context.Request.Path + query));
        return Task.CompletedTask;
    }
}
