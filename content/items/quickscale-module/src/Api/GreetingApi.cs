using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace QsNamespace;

/// <summary>The answer of <c>GET /api/qs-mod/greeting</c>.</summary>
public sealed record Greeting(string Text);

/// <summary>The JSON endpoints, under <c>/api/qs-mod</c>; the types in <c>react/schema.d.ts</c> are made of them.</summary>
internal static class GreetingApi
{
    public static void MapGreetingApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/qs-mod").WithTags("QsMod");
        api.MapGet("/greeting", Results<Ok<Greeting>, ValidationProblem> (string? name, Greetings greetings) =>
                Greetings.Problem(name) is { } problem
                    ? TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["name"] = [problem] })
                    : TypedResults.Ok(new Greeting(greetings.For(name))))
            .WithName("QsModGetGreeting").WithSummary("The greeting, for somebody or for nobody in particular.");
    }
}
