using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace QuickScale.Modules.Billing;

/// <summary>Refusals as problem details (RFC 9457): the same words that the pages show, and a code for programs.</summary>
internal static class ApiAnswers
{
    /// <summary>Rows of a list that one answer has at most.</summary>
    public const int Most = 100;

    /// <summary>How many rows are given to whoever asks for so many.</summary>
    public static int Count(int? take) => Math.Clamp(take ?? Most, 1, Most);

    /// <summary>204, or the refusal.</summary>
    public static IResult Of(Refusal? refusal) => refusal is null ? Results.NoContent() : Refused(refusal);

    /// <summary>The answer made of the value, or the refusal.</summary>
    public static IResult Of<T>(Result<T> result, Func<T, object> answer)
        where T : class => result.Value is { } value ? Results.Ok(answer(value)) : Refused(result.Refusal!);

    public static IResult Refused(Refusal refusal) => Results.Problem(refusal.Message, statusCode: refusal.Status, extensions: new Dictionary<string, object?> { ["code"] = refusal.Code });

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
