using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>
/// Writes TypeScript that compiles only when records of ours fit Stripe's declarations: each field is there, has our type among its own, and may be missing
/// only where ours may.
/// </summary>
internal sealed class TypeChecks
{
    private const string Prelude = """
        import Stripe from "stripe";
        type Obj<T> = Exclude<NonNullable<T>, string | number | boolean>;
        type Includes<T, U> = [Extract<T, U>] extends [never] ? false : true;
        type Accepts<T, U> = U extends T ? true : false;
        type Nullable<T> = null extends T ? true : undefined extends T ? true : false;
        type Known<T> = T extends string ? (string extends T ? never : T) : never;

        """;

    private readonly StringBuilder _code = new(Prelude);
    private readonly NullabilityInfoContext _nullability = new();
    private int _count;

    public override string ToString() => _code.ToString();

    /// <summary>What is read: where ours cannot be null, Stripe's is always there.</summary>
    public TypeChecks Answer<T>(string declared, params IReadOnlyCollection<string> except) => Fields(typeof(T), declared, isAnswer: true, except);

    /// <summary>What is sent: where ours may be left out, so may Stripe's.</summary>
    public TypeChecks Parameters<T>(string declared) => Fields(typeof(T), declared, isAnswer: false, []);

    /// <summary>Every literal of a declared type, no more and no less.</summary>
    public TypeChecks ExactlyThese(string declared, IEnumerable<string> values) =>
        Line($"const all{_count}: Record<Known<{declared}>, true> = {{ {string.Join(", ", values.Select(value => $"\"{value}\": true"))} }};");

    /// <summary>Literals that a declared type has.</summary>
    public TypeChecks These(string declared, IEnumerable<string> values) =>
        Line($"const some{_count}: Known<{declared}>[] = [{string.Join(", ", values.Select(value => $"\"{value}\""))}];");

    /// <summary>A value that a declared type takes, without a field that it does not know.</summary>
    public TypeChecks Value(string declared, string json) => Line($"const value{_count}: {declared} = {json};");

    public TypeChecks Line(string line)
    {
        _code.AppendLine(line);
        _count++;
        return this;
    }

    private TypeChecks Fields(Type type, string declared, bool isAnswer, IReadOnlyCollection<string> except)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.Name != "EqualityContract"))
        {
            var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
            if (except.Contains(name))
            {
                continue;
            }

            var field = $"Obj<{declared}>[\"{name}\"]";
            var isNullable = _nullability.Create(property).ReadState == NullabilityState.Nullable;
            if (isAnswer && !isNullable)
            {
                Line($"const required{_count}: Nullable<{field}> = false; // {type.Name}.{property.Name}");
            }

            if (!isAnswer && isNullable)
            {
                Line($"const optional{_count}: Nullable<{field}> = true; // {type.Name}.{property.Name}");
            }

            Value(property.PropertyType, field, isAnswer, $"{type.Name}.{property.Name}");
        }

        return this;
    }

    private void Value(Type type, string field, bool isAnswer, string what)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(IReadOnlyDictionary<string, string>))
        {
            var relation = isAnswer ? "Includes" : "Accepts";
            Line($"const map{_count}: {relation}<{field}, {{ [name: string]: string }}> = true; // {what}");
        }
        else if (Scalar(type) is { } scalar)
        {
            Line($"const is{_count}: Includes<{field}, {scalar}> = true; // {what}");
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(StripeList<>))
        {
            Line($"const more{_count}: Includes<Obj<{field}>[\"has_more\"], boolean> = true; // {what}");
            Value(type.GetGenericArguments()[0], $"Obj<{field}>[\"data\"][number]", isAnswer, what);
        }
        else if (typeof(IEnumerable).IsAssignableFrom(type) && type.GetGenericArguments() is [var element])
        {
            Value(element, $"Obj<{field}>[number]", isAnswer, what);
        }
        else if (type != typeof(JsonElement))
        {
            Fields(type, field, isAnswer, []);
        }
    }

    private static string? Scalar(Type type) =>
        type == typeof(string) ? "string"
        : type == typeof(bool) ? "boolean"
        : type == typeof(int) || type == typeof(long) || type == typeof(decimal) ? "number"
        : null;
}
