using System.Diagnostics.CodeAnalysis;

namespace QuickScale.Tool.Terminal;

/// <summary>Why something was not done.</summary>
/// <param name="ExitCode">One of <see cref="Terminal.ExitCode"/>.</param>
/// <param name="Sentence">One sentence for the user that says what to do next.</param>
/// <param name="Detail">What a program said about it; shown with <c>--verbose</c> only.</param>
internal sealed record Failure(int ExitCode, string Sentence, string? Detail = null)
{
    /// <summary>The module that was asked for and is not there; null for all other failures.</summary>
    public string? MissingModule { get; init; }

    /// <summary>An exception that nobody foresaw.</summary>
    public static Failure Unforeseen(Exception mistake) => new(
        Terminal.ExitCode.Bug,
        $"This is a mistake in qs ({mistake.GetType().Name}); run the command again with --verbose and report what it prints.",
        mistake.ToString());
}

/// <summary>
/// A failure in the midst of steps that are expected to succeed, such as a git command on objects that were just written.
/// What a user can bring about is a <see cref="Result{T}"/>; this is caught in one place, where commands are run.
/// </summary>
internal sealed class FailureException(Failure failure) : Exception(failure.Sentence)
{
    public Failure Failure => failure;
}

/// <summary>
/// A value, or the reason why there is none. A class, because the runtime brings compiled code for tasks of classes and has to compile
/// that for tasks of our own structures anew in every process.
/// </summary>
internal sealed class Result<T>
    where T : notnull
{
    private readonly T? _value;
    private readonly Failure? _failure;

    private Result(T? value, Failure? failure) => (_value, _failure) = (value, failure);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Failure failure) => new(default, failure);

    /// <summary>For a type that the language does not convert by itself: an interface.</summary>
    public static Result<T> Of(T value) => new(value, null);

    public bool Failed([NotNullWhen(true)] out Failure? failure, [NotNullWhen(false)] out T? value)
    {
        (failure, value) = (_failure, _value);
        return failure is not null;
    }
}

/// <summary>A value that may be missing, inside a <see cref="Result{T}"/>.</summary>
internal sealed class Optional<T>(T? value)
    where T : class
{
    public static Optional<T> None { get; } = new(null);

    public T? Value => value;
}
