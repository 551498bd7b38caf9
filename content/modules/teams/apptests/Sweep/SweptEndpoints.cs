using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Teams.AppTests;

/// <summary>One way to call an endpoint: a method of it, or a handler of a page.</summary>
internal sealed record SweptEndpoint(RouteEndpoint Endpoint, string Method, string? Handler, Type? Body, IReadOnlyList<SweptParameter> Fields, IReadOnlyList<SweptParameter> Query)
{
    public bool IsRead => Method is "GET" or "HEAD";

    public bool IsForAll => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>The parameter that names the team; null where the path names none.</summary>
    public string? TeamParameter
    {
        get
        {
            var segments = Endpoint.RoutePattern.PathSegments;
            var index = IsLiteral(segments, 0, "t") ? 1 : IsLiteral(segments, 0, "api") && IsLiteral(segments, 1, "t") ? 2 : -1;
            return index > 0 && index < segments.Count && segments[index].Parts is [RoutePatternParameterPart part] ? part.Name : Endpoint.RoutePattern.Parameters.FirstOrDefault(parameter => parameter.Name == "team")?.Name;
        }
    }

    /// <summary>The parameters for which ids are tried.</summary>
    public IReadOnlyList<RoutePatternParameterPart> Ids => [.. Endpoint.RoutePattern.Parameters.Where(parameter => parameter.Name != TeamParameter && !parameter.IsCatchAll)];

    public override string ToString() => $"{Method} /{Endpoint.RoutePattern.RawText?.TrimStart('/')}{(Handler is null ? "" : $"?handler={Handler}")}";

    /// <summary>All of the application and of modules that know teams; what modules below them have is not about teams.</summary>
    public static async Task<IReadOnlyList<SweptEndpoint>> FindAsync(IServiceProvider services, IReadOnlySet<Assembly> without)
    {
        var found = new List<SweptEndpoint>();
        var pages = services.GetService<PageLoader>();
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                var compiled = await pages!.LoadAsync(page, endpoint.Metadata);
                if (without.Contains(compiled.HandlerTypeInfo.Assembly))
                {
                    continue;
                }

                var bound = compiled.BoundProperties.Select(property => new SweptParameter(property.Name, property.ParameterType)).ToList();
                var handlers = compiled.HandlerMethods.DistinctBy(handler => (handler.HttpMethod, handler.Name)).ToList();
                found.AddRange(handlers.Select(handler => new SweptEndpoint(
                    endpoint, handler.HttpMethod.ToUpperInvariant(), handler.Name, null,
                    [.. bound, .. handler.Parameters.Select(parameter => new SweptParameter(parameter.Name!, parameter.ParameterType)).Where(IsValue)],
                    [.. handler.Parameters.Select(parameter => new SweptParameter(parameter.Name!, parameter.ParameterType)).Where(IsValue)])));
                if (handlers.All(handler => handler.HttpMethod != "Get"))
                {
                    found.Add(new SweptEndpoint(endpoint, "GET", null, null, [], []));
                }
            }
            else if (!IsWithout(endpoint, without))
            {
                var method = endpoint.Metadata.GetMetadata<MethodInfo>();
                IEnumerable<SweptParameter> parameters = endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is { } action
                    ? action.Parameters.Select(parameter => new SweptParameter(parameter.Name, parameter.ParameterType))
                    : (method?.GetParameters() ?? []).Select(parameter => new SweptParameter(parameter.Name ?? "", parameter.ParameterType));
                var routeNames = endpoint.RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
                var values = parameters.Where(IsValue).Where(parameter => !routeNames.Contains(parameter.Name)).ToList();
                var body = endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { RequestType: { } type } accepts && accepts.ContentTypes.Any(one => one.Contains("json", StringComparison.Ordinal)) ? type : null;
                foreach (var verb in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                {
                    found.Add(new SweptEndpoint(endpoint, verb, null, body, [], values));
                }
            }
        }

        return found;
    }

    /// <summary>Files and pages that no code makes, and endpoints of modules that know no teams.</summary>
    private static bool IsWithout(RouteEndpoint endpoint, IReadOnlySet<Assembly> without)
    {
        if (endpoint.Metadata.Any(item => item.GetType().Name.StartsWith("StaticAsset", StringComparison.Ordinal)))
        {
            return true;
        }

        var assembly = endpoint.Metadata.GetMetadata<MethodInfo>()?.DeclaringType?.Assembly ?? endpoint.Metadata.GetMetadata<ActionDescriptor>()?.GetType().Assembly;
        return assembly is null || without.Contains(assembly) || assembly.GetName().Name!.StartsWith("Microsoft.", StringComparison.Ordinal);
    }

    private static bool IsLiteral(IReadOnlyList<RoutePatternPathSegment> segments, int index, string text) =>
        index < segments.Count && segments[index].Parts is [RoutePatternLiteralPart literal] && literal.Content.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static bool IsValue(SweptParameter parameter)
    {
        var type = Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type;
        return type == typeof(string) || type == typeof(Guid) || type == typeof(decimal) || type.IsPrimitive || type.IsEnum || type == typeof(DateTime) || type == typeof(Guid[]);
    }
}

internal sealed record SweptParameter(string Name, Type Type);

/// <summary>A value of a team's row by which it can be asked for.</summary>
/// <param name="Unknown">One of the same kind that nobody has.</param>
internal sealed record SweptId(IEntityType Entity, string Value, string Unknown, Type Type);

/// <summary>A request that can be sent again and again.</summary>
internal sealed record SweptRequest(string Method, string Path, string? Json, IReadOnlyDictionary<string, string>? Form)
{
    public HttpRequestMessage Message(string? teamHeader)
    {
        var request = new HttpRequestMessage(new HttpMethod(Method), Path);
        if (Json is not null)
        {
            request.Content = new StringContent(Json, Encoding.UTF8, "application/json");
        }
        else if (Form is not null)
        {
            request.Content = new FormUrlEncodedContent(Form);
        }

        if (teamHeader is not null)
        {
            request.Headers.Add("X-Team", teamHeader);
        }

        return request;
    }

    /// <summary>All that the request itself says: an answer that repeats it tells nothing.</summary>
    public string Said => $"{Path} {Uri.UnescapeDataString(Path)} {Json} {string.Join(' ', Form?.Values ?? [])}";
}

/// <summary>Builds requests.</summary>
/// <param name="inPath">The rows whose ids stand in paths.</param>
/// <param name="ids">The rows whose ids stand everywhere else: in the query, a form, a body.</param>
internal sealed class SweptRequests(IReadOnlyList<SweptId> inPath, IReadOnlyList<SweptId> ids)
{
    private const int MostCombinations = 64;

    /// <summary>So many rows of a kind are named one after the other in a query, a form or a body.</summary>
    private const int MostChoices = 2;

    /// <summary>The requests of an endpoint with ids of these rows; each with one of the same shape whose ids nobody has.</summary>
    /// <param name="slug">The team in the path.</param>
    public IEnumerable<(SweptRequest Known, SweptRequest Unknown, bool HasId)> Of(SweptEndpoint endpoint, string slug)
    {
        var candidates = endpoint.Ids.Select(parameter => CandidatesFor(endpoint, parameter)).ToList();
        if (candidates.Any(one => one.Count == 0))
        {
            yield break;
        }

        foreach (var combination in Combinations(candidates).Take(MostCombinations))
        {
            var choices = 1;
            for (var choice = 0; choice < Math.Min(choices, MostChoices); choice++)
            {
                var known = Build(endpoint, slug, combination, choice, isKnown: true, out var hasId, out choices);
                yield return (known, Build(endpoint, slug, combination, choice, isKnown: false, out _, out _), hasId);
            }
        }
    }

    private SweptRequest Build(SweptEndpoint endpoint, string slug, IReadOnlyList<SweptId> combination, int choice, bool isKnown, out bool hasId, out int choices)
    {
        // Own ids in the path stay as they are: what is tried then is the rest.
        var isOwnPath = !ReferenceEquals(inPath, ids);
        var uses = combination.Count > 0 && !isOwnPath;
        var most = 1;
        var path = new StringBuilder();
        var next = 0;
        foreach (var segment in endpoint.Endpoint.RoutePattern.PathSegments)
        {
            path.Append('/');
            foreach (var part in segment.Parts)
            {
                path.Append(part switch
                {
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    RoutePatternParameterPart parameter when parameter.Name == endpoint.TeamParameter => slug,
                    RoutePatternParameterPart { IsCatchAll: true } => "",
                    _ => Uri.EscapeDataString(isKnown || isOwnPath ? combination[next].Value : combination[next].Unknown),
                });
                next += part is RoutePatternParameterPart { IsCatchAll: false } one && one.Name != endpoint.TeamParameter ? 1 : 0;
            }
        }

        string Value(SweptParameter parameter)
        {
            if (IdsFor(parameter.Name, parameter.Type) is { Count: > 0 } fitting)
            {
                var id = fitting[choice % fitting.Count];
                uses = true;
                most = Math.Max(most, fitting.Count);
                return isKnown ? id.Value : id.Unknown;
            }

            return Plain(parameter.Type);
        }

        var query = endpoint.Query.Where(_ => endpoint.IsRead).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(Value(parameter))}").ToList();
        if (endpoint.Handler is { } handler)
        {
            query.Insert(0, $"handler={handler}");
        }

        if (query.Count > 0)
        {
            path.Append('?').AppendJoin('&', query);
        }

        var json = endpoint.Body is { } body && !endpoint.IsRead ? JsonSerializer.Serialize(JsonOf(body, parameter => IdsFor(parameter.Name, parameter.Type).Count == 0 ? null : Value(parameter), 0)) : null;
        var form = endpoint is { IsRead: false, Fields.Count: > 0 } ? endpoint.Fields.DistinctBy(field => field.Name).ToDictionary(field => field.Name, Value) : null;
        hasId = uses;
        choices = most;
        return new SweptRequest(endpoint.Method, path.Length == 0 ? "/" : path.ToString(), json, form);
    }

    /// <summary>A body with every member set, and ids where a member's name and type ask for one.</summary>
    private static object? JsonOf(Type type, Func<SweptParameter, string?> id, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (depth > 3)
        {
            return null;
        }

        if (type == typeof(string) || type == typeof(Guid) || type == typeof(bool) || type == typeof(decimal) || type.IsPrimitive || type.IsEnum || type == typeof(DateTime))
        {
            return type == typeof(bool) ? false : type == typeof(decimal) || type.IsPrimitive ? 1 : type.IsEnum ? Enum.GetNames(type)[0] : Plain(type);
        }

        if (type.IsGenericType && type.GetGenericArguments() is [var item] && typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
        {
            return new[] { item == typeof(Guid) && id(new SweptParameter("Id", item)) is { } one ? one : JsonOf(item, id, depth + 1) };
        }

        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite || property.SetMethod is not null || type.GetConstructors().Any(one => one.GetParameters().Any(parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase))))
            .Where(property => property.GetIndexParameters().Length == 0)
            .ToDictionary(
                property => JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                property => id(new SweptParameter(property.Name, property.PropertyType)) is { } value
                    ? (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(int) ? int.Parse(value, CultureInfo.InvariantCulture) : value
                    : JsonOf(property.PropertyType, id, depth + 1));
    }

    private static string Plain(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(Guid) ? Guid.Empty.ToString()
            : type == typeof(bool) ? "false"
            : type == typeof(DateTime) ? "2026-01-01T00:00:00Z"
            : type.IsEnum ? Enum.GetNames(type)[0]
            : type == typeof(decimal) || type.IsPrimitive ? "1"
            : "sweep";
    }

    /// <summary>The ids that a name asks for: <c>projectId</c> those of projects, <c>id</c> that of any.</summary>
    private List<SweptId> IdsFor(string name, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var subject = name.EndsWith("Ids", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name.EndsWith("Id", StringComparison.OrdinalIgnoreCase) ? name[..^2] : null;
        if (subject is null && type != typeof(Guid))
        {
            return [];
        }

        var fitting = ids.Where(one => one.Type == type || type == typeof(string) || type == typeof(Guid[]) && one.Type == typeof(Guid)).ToList();
        var named = fitting.Where(one => one.Entity.ClrType.Name.Equals(subject, StringComparison.OrdinalIgnoreCase)).ToList();
        return named.Count > 0 ? named : type == typeof(Guid) ? [.. fitting.Take(1)] : [];
    }

    private List<SweptId> CandidatesFor(SweptEndpoint endpoint, RoutePatternParameterPart parameter)
    {
        var policies = endpoint.Endpoint.RoutePattern.ParameterPolicies.TryGetValue(parameter.Name, out var references) ? references.Select(one => one.Content ?? "").ToList() : [];
        var declared = endpoint.Endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().FirstOrDefault(one => string.Equals(one.Name, parameter.Name, StringComparison.OrdinalIgnoreCase))?.ParameterType;
        declared = declared is null ? null : Nullable.GetUnderlyingType(declared) ?? declared;
        var type = policies.Contains("guid") ? typeof(Guid) : policies.Contains("int") ? typeof(int) : policies.Contains("long") ? typeof(long) : declared;
        // A text is never asked for by a number.
        var fitting = inPath.Where(one => type is null || one.Type == type || (type == typeof(string) && one.Type == typeof(Guid))).ToList();
        var subject = parameter.Name.EndsWith("Id", StringComparison.OrdinalIgnoreCase) ? parameter.Name[..^2] : "";
        var named = fitting.Where(one => subject.Length > 0 && one.Entity.ClrType.Name.Equals(subject, StringComparison.OrdinalIgnoreCase)).ToList();
        return named.Count > 0 ? named : fitting;
    }

    private static IEnumerable<IReadOnlyList<SweptId>> Combinations(IReadOnlyList<List<SweptId>> candidates) =>
        candidates.Aggregate((IEnumerable<IReadOnlyList<SweptId>>)[[]], (made, next) => made.SelectMany(one => next.Select(id => (IReadOnlyList<SweptId>)[.. one, id])));
}
