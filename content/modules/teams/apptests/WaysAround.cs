using System.Reflection;
using System.Reflection.Emit;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.AppTests;

/// <summary>
/// Finds code that goes around the isolation of teams: <c>IgnoreQueryFilters</c>, raw SQL, commands and contexts of one's own. It reads
/// what was compiled, of the application and of modules that know teams, so that no spelling hides a call.
/// </summary>
public static partial class WaysAround
{
    /// <summary>What the starter itself needs, before there is any team: to migrate, and to tell whether the database answers.</summary>
    private static readonly string[] TypesOfTheStarter = ["Data.Database", "Data.DatabaseMigrator", "Data.DatabaseReadyCheck", "Data.MigrationGate"];

    private static readonly Dictionary<short, OpCode> OpCodesByValue =
        typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <returns>One sentence each: where, and what is called.</returns>
    public static IReadOnlyList<string> Find(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        using var scope = services.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<ModuleDb>().Context.GetType();
        var teams = typeof(TeamsModule).Assembly;
        var modules = services.GetRequiredService<IReadOnlyList<IModule>>().Select(module => module.GetType().Assembly)
            .Where(assembly => assembly == teams || assembly.GetReferencedAssemblies().Any(reference => reference.Name == teams.GetName().Name));
        return [.. modules.Append(context.Assembly).Distinct().SelectMany(assembly => Find(assembly, context))];
    }

    public static IReadOnlyList<string> Find(Assembly assembly, Type context)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return [.. (from type in assembly.GetTypes()
                    where !IsOfTheStarter(type) && !typeof(Microsoft.EntityFrameworkCore.Migrations.Migration).IsAssignableFrom(type)
                    from method in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly).OfType<MethodBase>()
                    from called in CallsOf(method)
                    where IsWayAround(called, context) && !IsAllowed(method)
                    select $"{NameOf(method)} calls {called.DeclaringType!.Name}.{called.Name}").Distinct().Order()];
    }

    private static bool IsWayAround(MethodBase called, Type context)
    {
        var owner = called.DeclaringType;
        return (owner?.Name, called.Name) switch
        {
            ("EntityFrameworkQueryableExtensions", "IgnoreQueryFilters") => true,
            ("RelationalQueryableExtensions", var name) => name.StartsWith("FromSql", StringComparison.Ordinal),
            ("RelationalDatabaseFacadeExtensions", var name) => name.StartsWith("SqlQuery", StringComparison.Ordinal) || name.StartsWith("ExecuteSql", StringComparison.Ordinal) || name == "GetDbConnection",
            (_, ".ctor") => typeof(System.Data.Common.DbConnection).IsAssignableFrom(owner) || typeof(System.Data.Common.DbCommand).IsAssignableFrom(owner) || owner == context,
            (_, "CreateCommand") => typeof(System.Data.Common.DbConnection).IsAssignableFrom(owner) || typeof(System.Data.Common.DbDataSource).IsAssignableFrom(owner),
            (_, "CreateDbContext" or "CreateDbContextAsync") => owner is { IsGenericType: true } && owner.GetGenericTypeDefinition() == typeof(IDbContextFactory<>),
            _ => false,
        };
    }

    /// <summary>Whether the method or a type around it says so. What the compiler makes of lambdas and async methods lies in a type of its own.</summary>
    private static bool IsAllowed(MethodBase method)
    {
        if (method.IsDefined(typeof(AcrossTeamsAttribute)) || (method.IsSpecialName && IsAllowed(PlainName(method), method.DeclaringType!)))
        {
            return true;
        }

        for (Type? type = method.DeclaringType; type is not null; type = type.DeclaringType)
        {
            var origin = Origin().Match(type.Name) is { Success: true } inType ? inType : Origin().Match(method.Name);
            if (type.IsDefined(typeof(AcrossTeamsAttribute)) || (origin.Success && type.DeclaringType is { } outer && IsAllowed(origin.Groups["name"].Value, outer))
                || (origin.Success && IsAllowed(origin.Groups["name"].Value, type)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAllowed(string member, Type type) =>
        type.GetMember(member, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance).Any(one => one.IsDefined(typeof(AcrossTeamsAttribute)));

    private static string NameOf(MethodBase method)
    {
        var type = method.DeclaringType!;
        var origin = Origin().Match(type.Name) is { Success: true } inType ? inType : Origin().Match(method.Name);
        while (type.DeclaringType is not null && type.Name.StartsWith('<'))
        {
            type = type.DeclaringType;
        }

        return $"{type.FullName}.{(origin.Success ? origin.Groups["name"].Value : PlainName(method))}";
    }

    /// <summary>A property's name for what reads and writes it.</summary>
    private static string PlainName(MethodBase method) =>
        method.IsSpecialName && (method.Name.StartsWith("get_", StringComparison.Ordinal) || method.Name.StartsWith("set_", StringComparison.Ordinal)) ? method.Name[4..] : method.Name;

    private static bool IsOfTheStarter(Type type) =>
        type.FullName is { } name && TypesOfTheStarter.Any(own => name == $"{type.Assembly.GetName().Name}.{own}" || name.EndsWith($".{own}", StringComparison.Ordinal) || name.Contains($".{own}+", StringComparison.Ordinal));

    private static IEnumerable<MethodBase> CallsOf(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        for (var at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xFE)
            {
                value = unchecked((short)(0xFE00 | code[at++]));
            }

            if (!OpCodesByValue.TryGetValue(value, out var instruction))
            {
                yield break;
            }

            if (instruction.OperandType is OperandType.InlineMethod or OperandType.InlineTok && Resolve(method, BitConverter.ToInt32(code, at)) is { } called)
            {
                yield return called;
            }

            at += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
            return method.Module.ResolveMember(token, ofType, method is MethodInfo { IsGenericMethod: true } generic ? generic.GetGenericArguments() : null) as MethodBase;
        }
        catch (Exception exception) when (exception is ArgumentException or TypeLoadException or FileNotFoundException or MissingMemberException)
        {
            // A member of an assembly that is not there at run time.
            return null;
        }
    }

    [GeneratedRegex("^<(?<name>[^>]+)>")]
    private static partial Regex Origin();
}
