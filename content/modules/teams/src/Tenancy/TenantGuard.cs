using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams;

/// <summary>
/// Keeps writes to the current team (T1): a new row gets the team, and a row that belongs to another team, or refers to a row of
/// another team, is not written.
/// </summary>
internal sealed class TenantGuard : SaveChangesInterceptor
{
    private const string TenantId = nameof(ITenantEntity.TenantId);

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        if (eventData.Context is { } context)
        {
            Check(context);
            foreach (var reference in TenantReferences.Untracked(context))
            {
                reference.Check(context);
            }
        }

        return result;
    }

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } context)
        {
            Check(context);
            foreach (var reference in TenantReferences.Untracked(context))
            {
                await reference.CheckAsync(context, cancellationToken);
            }
        }

        return result;
    }

    private static void Check(DbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && TenantModel.IsOfTeam(entry.Metadata) && !IsOwnWithoutTeam(context, entry))
            {
                Check(entry, TenantContexts.RequiredTeam(context));
            }
        }
    }

    /// <summary>
    /// This module itself makes teams, lets people in and ends memberships in many teams at once, in requests of no team: its use cases
    /// name the team of each row.
    /// </summary>
    private static bool IsOwnWithoutTeam(DbContext context, EntityEntry entry) =>
        entry.Entity is Membership or Role or Invitation or AuditEntry && TenantContexts.Find(context)?.Id is null && !Equals(entry.Property(TenantId).CurrentValue, Guid.Empty);

    private static void Check(EntityEntry entry, Guid team)
    {
        var property = entry.Property(TenantId);
        if (entry.State == EntityState.Added && Equals(property.CurrentValue, Guid.Empty))
        {
            property.CurrentValue = team;
        }

        var before = entry.State == EntityState.Added ? property.CurrentValue : property.OriginalValue;
        if (!Equals(before, team))
        {
            throw new OtherTeamException($"A row of {entry.Metadata.DisplayName()} belongs to another team than the current one: read it in the scope of its own team before you change it.");
        }

        if (!Equals(property.CurrentValue, team))
        {
            throw new OtherTeamException($"A row of {entry.Metadata.DisplayName()} cannot be given to another team: make a new one there.");
        }
    }
}

/// <summary>Rows keep their team for good: an update of many rows at once, which no entity passes through, must not give them away.</summary>
/// <remarks>One instance for all: EF makes services of its own for each instance of an interceptor of queries.</remarks>
internal sealed class TenantUpdates : IQueryExpressionInterceptor
{
    private const string TenantId = nameof(ITenantEntity.TenantId);

    public static TenantUpdates Instance { get; } = new();

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        new NoNewTeam().Visit(queryExpression);
        return queryExpression;
    }

    private sealed class NoNewTeam : ExpressionVisitor
    {
        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Method.Name.StartsWith("ExecuteUpdate", StringComparison.Ordinal) && node.Arguments is [_, var setters, ..])
            {
                new Setters().Visit(setters);
            }

            return base.VisitMethodCall(node);
        }
    }

    private sealed class Setters : ExpressionVisitor
    {
        protected override Expression VisitNew(NewExpression node)
        {
            // A setter is a pair of what is set and its value.
            if (node.Arguments.Count > 0)
            {
                Refuse(node.Arguments[0]);
            }

            return node;
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            if (node.Method.Name == "SetProperty" && node.Arguments.Count > 0)
            {
                Refuse(node.Arguments[0]);
            }

            return base.VisitMethodCall(node);
        }

        private static void Refuse(Expression selector)
        {
            while (selector is UnaryExpression { NodeType: ExpressionType.Quote or ExpressionType.Convert } wrapped)
            {
                selector = wrapped.Operand;
            }

            var set = selector is LambdaExpression lambda ? lambda.Body : selector;
            var isTeam = set is MemberExpression { Member.Name: TenantId, Expression: { } row } && typeof(ITenantEntity).IsAssignableFrom(row.Type);
            isTeam |= set is MethodCallExpression { Method: { Name: nameof(EF.Property) } method, Arguments: [_, ConstantExpression { Value: TenantId }] } && method.DeclaringType == typeof(EF);
            if (isTeam)
            {
                throw new OtherTeamException("ExecuteUpdate cannot give rows to another team: make new ones there.");
            }
        }
    }
}

/// <summary>Something would have written to a row of another team, or have referred to one. Nothing was written.</summary>
public sealed class OtherTeamException : InvalidOperationException
{
    public OtherTeamException()
    {
    }

    public OtherTeamException(string message)
        : base(message)
    {
    }

    public OtherTeamException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
