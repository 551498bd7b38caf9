using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Notifications;

/// <summary>Refusals as problem details (RFC 9457): the same words that the pages show, a code for programs, and the input's name.</summary>
internal static class ApiAnswers
{
    /// <summary>204, or the refusal.</summary>
    public static IResult Of(Refusal? refusal) => refusal is null ? Results.NoContent() : Refused(refusal);

    public static IResult Refused(Refusal refusal)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = refusal.Code };
        if (refusal.Field.Length > 0)
        {
            extensions["errors"] = new Dictionary<string, string[]> { [refusal.Field] = [refusal.Message] };
        }

        return Results.Problem(refusal.Message, statusCode: refusal.Status, extensions: extensions);
    }

    /// <summary>Says in the OpenAPI document how an endpoint refuses.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.ProducesProblem(status);
        }

        return endpoint;
    }
}
