namespace QuickScale.Modules.Auth;

/// <summary>Why something was not done, in words for the user; a page and the API show the same.</summary>
/// <param name="Code">For programs; it never changes once released.</param>
/// <param name="Message">A sentence that says what to do next.</param>
/// <param name="Field">The input that it is about, as the API names it; empty for the whole.</param>
/// <param name="Status">The HTTP status of the API's answer.</param>
public sealed record Refusal(string Code, string Message, string Field = "", int Status = 400)
{
    /// <summary>After how long it is worth trying again; null where time changes nothing.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>What came of a use case: done, or refused with reasons.</summary>
public class AuthResult
{
    protected AuthResult(IReadOnlyList<Refusal> refusals) => Refusals = refusals;

    public static AuthResult Done { get; } = new([]);

    public IReadOnlyList<Refusal> Refusals { get; }

    public bool Succeeded => Refusals.Count == 0;

    public static AuthResult Refused(params IReadOnlyList<Refusal> refusals) => new(refusals);

    public static implicit operator AuthResult(Refusal refusal) => Refused(refusal);

    public static AuthResult FromRefusal(Refusal refusal) => Refused(refusal);
}

/// <summary>What came of a use case that gives something back.</summary>
public sealed class AuthResult<T> : AuthResult
    where T : class
{
    private AuthResult(T? value, IReadOnlyList<Refusal> refusals)
        : base(refusals) => Value = value;

    /// <summary>Null exactly when it was refused.</summary>
    public T? Value { get; }

    public static implicit operator AuthResult<T>(T value) => new(value, []);

    public static implicit operator AuthResult<T>(Refusal refusal) => new(null, [refusal]);

    public static implicit operator AuthResult<T>(List<Refusal> refusals) => new(null, refusals);
}
