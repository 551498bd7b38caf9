using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Auth;

/// <summary>Refusals as problem details (RFC 9457): the same words that the pages show, a code for programs, and the input's name.</summary>
public static class ApiAnswers
{
    /// <summary>204, or the refusals.</summary>
    public static IResult Of(AuthResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Succeeded ? Results.NoContent() : Of([.. result.Refusals]);
    }

    /// <summary>202, since the rest happens by mail, or the refusals.</summary>
    public static IResult Accepted(AuthResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Succeeded ? Results.Accepted() : Of([.. result.Refusals]);
    }

    public static IResult Of(params Refusal[] refusals)
    {
        ArgumentNullException.ThrowIfNull(refusals);
        var first = refusals[0];
        var errors = refusals.Where(refusal => refusal.Field.Length > 0).GroupBy(refusal => refusal.Field).ToDictionary(field => field.Key, field => field.Select(refusal => refusal.Message).ToArray());
        var extensions = new Dictionary<string, object?> { ["code"] = first.Code };
        if (errors.Count > 0)
        {
            extensions["errors"] = errors;
        }

        var problem = Results.Problem(first.Message, statusCode: first.Status, extensions: extensions);
        return first.RetryAfter is { } wait ? new RetryLater(problem, wait) : problem;
    }

    private sealed class RetryLater(IResult problem, TimeSpan wait) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return problem.ExecuteAsync(httpContext);
        }
    }
}
