using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.AppTests;

/// <summary>
/// Makes a row of an entity that cannot be made by itself: one that checks its values, or whose columns depend on each other. Write a
/// class with a constructor without parameters beside your tests; the sweep finds it.
/// </summary>
/// <typeparam name="TEntity">The entity, which belongs to a team.</typeparam>
public interface ISampleRow<TEntity>
    where TEntity : class
{
    /// <summary>A new row, not saved. Put <see cref="SampleTeam.Text"/> into every text, by which a leak is known.</summary>
    TEntity Make(SampleTeam team);
}

/// <summary>The team that sample rows are made for, with the words by which its data is known wherever they turn up.</summary>
public sealed class SampleTeam(Guid id, string slug, Guid owner, string word)
{
    private int _last;

    public Guid Id { get; } = id;

    public string Slug { get; } = slug;

    /// <summary>A user who may do everything in the team.</summary>
    public Guid Owner { get; } = owner;

    /// <summary>Stands in every text of the team's rows, and nowhere else.</summary>
    public string Word { get; } = word;

    /// <summary>The rows made so far, with the context that they came from gone.</summary>
    public IList<object> Rows { get; } = [];

    public int Number() => Interlocked.Increment(ref _last);

    /// <summary>A text of its own that tells the team.</summary>
    public string Text(string about = "text") => $"{Word}-{about}-{Number()}";

    /// <summary>The newest row of a kind; made before those that refer to it.</summary>
    public T Newest<T>() => Rows.OfType<T>().Last();
}

/// <summary>Fills entities by their model: keys, required columns, texts that tell the team, references to rows of the same team.</summary>
internal sealed class SampleRows(DbContext context, SampleTeam team, IReadOnlyDictionary<Type, Func<SampleTeam, object>> own)
{
    private const int DeepestReference = 8;

    /// <summary>What is being made: a row and, below it, what it refers to.</summary>
    private readonly List<IEntityType> _making = [];

    public async Task<object> AddAsync(IEntityType entity)
    {
        var row = await NewAsync(entity, 0);
        try
        {
            await context.SaveChangesAsync();
        }
        catch (Exception exception) when (exception is DbUpdateException or InvalidOperationException)
        {
            throw new InvalidOperationException($"No sample row of {entity.DisplayName()} could be saved: say how one is made by a class that implements ISampleRow<{entity.ClrType.Name}>. {exception.GetBaseException().Message}", exception);
        }

        team.Rows.Add(row);
        return row;
    }

    private async Task<object> NewAsync(IEntityType entity, int depth)
    {
        if (own.TryGetValue(entity.ClrType, out var make))
        {
            var made = make(team);
            context.Add(made);
            return made;
        }

        var row = Instance(entity);
        var entry = context.Entry(row);
        _making.Add(entity);
        foreach (var property in entity.GetProperties())
        {
            // What tells derived types apart is set by EF.
            if (property.Name == nameof(ITenantEntity.TenantId) || property == entity.FindDiscriminatorProperty() || (property.IsShadowProperty() && property.IsForeignKey() && property.IsNullable))
            {
                continue;
            }

            if (property.GetContainingForeignKeys().FirstOrDefault() is { } reference)
            {
                // A circle ends where a reference may be empty: at a project's first board, which has a project.
                var endsCircle = property.IsNullable && _making.Contains(reference.PrincipalEntityType);
                if (!reference.PrincipalEntityType.Equals(entity) && !endsCircle && depth < DeepestReference)
                {
                    entry.Property(property.Name).CurrentValue = await PrincipalAsync(reference, property, depth);
                }
            }
            else if (ValueOf(entity, property) is { } value)
            {
                entry.Property(property.Name).CurrentValue = value;
            }
        }

        _making.RemoveAt(_making.Count - 1);
        context.Add(row);
        return row;
    }

    private async Task<object?> PrincipalAsync(IForeignKey reference, IProperty property, int depth)
    {
        var principal = reference.PrincipalEntityType;
        var key = reference.PrincipalKey.Properties[reference.Properties.ToList().IndexOf((IProperty)property)];
        if (principal.ClrType == typeof(QuickScale.Modules.Auth.User))
        {
            return team.Owner;
        }

        if (principal.ClrType == typeof(Team))
        {
            return team.Id;
        }

        if (team.Rows.LastOrDefault(row => principal.ClrType.IsInstanceOfType(row)) is { } known)
        {
            return context.Entry(known).Property(key.Name).CurrentValue;
        }

        if (principal.IsAbstract())
        {
            return null;
        }

        if (!typeof(ITenantEntity).IsAssignableFrom(principal.ClrType) && await FirstAsync(principal) is { } shared)
        {
            return context.Entry(shared).Property(key.Name).CurrentValue;
        }

        var made = await NewAsync(principal, depth + 1);
        await context.SaveChangesAsync();
        team.Rows.Add(made);
        return context.Entry(made).Property(key.Name).CurrentValue;
    }

    private Task<object?> FirstAsync(IEntityType entity) =>
        (Task<object?>)typeof(SampleRows).GetMethod(nameof(FirstOfAsync), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(entity.ClrType).Invoke(null, [context])!;

    private static async Task<object?> FirstOfAsync<T>(DbContext context)
        where T : class => await context.Set<T>().FirstOrDefaultAsync();

    private object? ValueOf(IEntityType entity, IProperty property)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (property.IsPrimaryKey() && type == typeof(Guid))
        {
            return Guid.CreateVersion7();
        }

        if (property.ValueGenerated != ValueGenerated.Never && type != typeof(string))
        {
            return null;
        }

        if (type == typeof(string))
        {
            var text = team.Text(property.Name);
            return property.GetMaxLength() is { } most && text.Length > most ? (most >= team.Word.Length + 2 ? $"{team.Word}{team.Number()}"[..Math.Min(most, team.Word.Length + 4)] : property.IsNullable ? null : text[..most]) : text;
        }

        if (property.IsNullable)
        {
            return null;
        }

        return type switch
        {
            _ when type == typeof(Guid) => property.Name.EndsWith("By", StringComparison.Ordinal) || property.Name.Contains("User", StringComparison.Ordinal) ? team.Owner : Guid.CreateVersion7(),
            _ when type == typeof(DateTime) => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(team.Number()),
            _ when type == typeof(DateTimeOffset) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(team.Number()),
            _ when type == typeof(DateOnly) => new DateOnly(2026, 1, 1),
            _ when type == typeof(TimeOnly) => new TimeOnly(12, 0),
            _ when type == typeof(byte[]) => Encoding.UTF8.GetBytes(team.Text(property.Name)),
            _ when type.IsPrimitive && type != typeof(bool) && type != typeof(char) => Convert.ChangeType(team.Number() % 100 + 1, type, System.Globalization.CultureInfo.InvariantCulture),
            _ when type == typeof(decimal) => (decimal)(team.Number() % 100 + 1),
            // The default of everything else: of enums, flags and values with a converter.
            _ => null,
        };
    }

    /// <summary>With what it owns, where that is required.</summary>
    private static object Instance(IEntityType entity)
    {
        var row = Activator.CreateInstance(entity.ClrType, nonPublic: true) ?? throw new InvalidOperationException($"{entity.DisplayName()} cannot be made.");
        foreach (var owned in entity.GetNavigations().Where(navigation => navigation.TargetEntityType.IsOwned() && !navigation.IsCollection && navigation.ForeignKey.IsRequiredDependent))
        {
            if (owned.PropertyInfo is { CanWrite: true } property && property.GetValue(row) is null)
            {
                property.SetValue(row, Activator.CreateInstance(owned.ClrType, nonPublic: true));
            }
        }

        return row;
    }

    /// <summary>The application's own ways to make rows, by entity.</summary>
    public static IReadOnlyDictionary<Type, Func<SampleTeam, object>> Find(Assembly tests) =>
        (from type in tests.GetTypes()
         where type is { IsAbstract: false, IsInterface: false }
         from contract in type.GetInterfaces()
         where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ISampleRow<>)
         let make = contract.GetMethod(nameof(ISampleRow<object>.Make))!
         select (Entity: contract.GetGenericArguments()[0], Make: (Func<SampleTeam, object>)(team => make.Invoke(Activator.CreateInstance(type, nonPublic: true), [team])!)))
        .GroupBy(one => one.Entity).ToDictionary(group => group.Key, group => group.First().Make);
}
