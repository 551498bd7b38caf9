using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using QsApp.Data;
using QsApp.Hosting;
#if (hasTeams)
using QuickScale.Modules.Core;
#endif

namespace QsApp.Features.QsMany;

/// <summary>One, as the client is told of it.</summary>
public sealed record QsItemAnswer(Guid Id, string Name, string? Notes, DateTime CreatedUtc, int Version)
{
    public static QsItemAnswer Of(QsItem row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row.Id, row.Name, row.Notes, row.CreatedUtc, row.Version);
    }
}

/// <summary>A page of the list.</summary>
/// <param name="Number">Which page it is, from 1.</param>
/// <param name="Last">How many there are.</param>
public sealed record QsManyAnswer(IReadOnlyList<QsItemAnswer> Rows, int Number, int Last);

/// <summary>The JSON endpoints of qs many, under <c>/api/qs-many</c>. After a change of them: npm run api.</summary>
public sealed class QsManyApi : IEndpoints
{
    public const int PageSize = 20;

    public void Map(IEndpointRouteBuilder endpoints)
    {
#if (hasTeams)
        // All teams share the rows, so administrators of the platform alone keep them; for all who are signed in: Access.Members.
        var api = endpoints.MapGroup("/api/qs-many").WithTags("Qs many").RequireAuthorization(PlatformAdmin.Policy);
#else
        // Access says who is let in; without RequireAuthorization everybody is.
        var api = endpoints.MapGroup("/api/qs-many").WithTags("Qs many").RequireAuthorization(Access.Members);
#endif
        api.MapGet("", ListAsync).WithName("ListQsMany").WithSummary("A page of the list, the newest first; a number that leads nowhere leads to the nearest page.");
        api.MapPost("", CreateAsync).WithName("CreateQsItem").WithSummary("Makes one.");
        api.MapGet("/{id:guid}", GetAsync).WithName("GetQsItem").WithSummary("One of them.");
        api.MapPut("/{id:guid}", ChangeAsync).WithName("ChangeQsItem").WithSummary("Changes one, unless somebody else has changed it since the version that was seen.")
            .ProducesProblem(StatusCodes.Status409Conflict);
        api.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteQsItem").WithSummary("Deletes one, unless somebody else has changed it since the version that was seen.")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<QsManyAnswer>> ListAsync(AppDbContext database, CancellationToken cancellationToken, int number = 1)
    {
        var rows = database.Set<QsItem>().AsNoTracking();
        var count = await rows.CountAsync(cancellationToken);
        var last = Math.Max(1, (count + PageSize - 1) / PageSize);
        number = Math.Clamp(number, 1, last);
        var shown = await rows.OrderByDescending(row => row.CreatedUtc).ThenByDescending(row => row.Id)
            .Skip((number - 1) * PageSize).Take(PageSize).ToListAsync(cancellationToken);
        return TypedResults.Ok(new QsManyAnswer([.. shown.Select(QsItemAnswer.Of)], number, last));
    }

    private static async Task<Results<Created<QsItemAnswer>, ValidationProblem>> CreateAsync(QsItemInput input, AppDbContext database, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (Errors(input) is { } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        var row = input.Make(clock.GetUtcNow().UtcDateTime);
        database.Add(row);
        await database.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/qs-many/{row.Id}", QsItemAnswer.Of(row));
    }

    private static async Task<Results<Ok<QsItemAnswer>, NotFound>> GetAsync(Guid id, AppDbContext database, CancellationToken cancellationToken) =>
        await database.FindAsync<QsItem>([id], cancellationToken) is { } row ? TypedResults.Ok(QsItemAnswer.Of(row)) : TypedResults.NotFound();

    private static async Task<Results<Ok<QsItemAnswer>, NotFound, ValidationProblem, ProblemHttpResult>> ChangeAsync(Guid id, QsItemInput input, AppDbContext database, CancellationToken cancellationToken)
    {
        if (await database.FindAsync<QsItem>([id], cancellationToken) is not { } row)
        {
            return TypedResults.NotFound();
        }

        if (Errors(input) is { } errors)
        {
            return TypedResults.ValidationProblem(errors);
        }

        input.WriteTo(row);
        return await database.SaveAsync(row, input.Version, cancellationToken) ? TypedResults.Ok(QsItemAnswer.Of(row)) : Conflict();
    }

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> DeleteAsync(Guid id, int version, AppDbContext database, CancellationToken cancellationToken)
    {
        if (await database.FindAsync<QsItem>([id], cancellationToken) is not { } row)
        {
            return TypedResults.NotFound();
        }

        database.Remove(row);
        return await database.SaveAsync(row, version, cancellationToken) ? TypedResults.NoContent() : Conflict();
    }

    private static ProblemHttpResult Conflict() => TypedResults.Problem(QsItemVersions.Changed, statusCode: StatusCodes.Status409Conflict);

    /// <summary>Sentences by field, or null when all fits.</summary>
    private static Dictionary<string, string[]>? Errors(QsItemInput input)
    {
        var found = new List<ValidationResult>();
        return Validator.TryValidateObject(input, new ValidationContext(input), found, validateAllProperties: true)
            ? null
            : found.SelectMany(result => result.MemberNames, (result, field) => (field, result.ErrorMessage!))
                .GroupBy(one => one.field, one => one.Item2).ToDictionary(field => field.Key, field => field.ToArray());
    }
}
