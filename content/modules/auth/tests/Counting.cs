using System.Data.Common;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>Identity's own hasher, with a count of how often it had work.</summary>
/// <param name="rounds">Of PBKDF2: the module's 210,000 where the cost matters, few elsewhere.</param>
internal sealed class CountingHasher(int rounds) : IPasswordHasher<User>
{
    private readonly PasswordHasher<User> _hasher = new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = rounds }));
    private int _hashed;
    private int _verified;

    public int Count => _hashed + _verified;

    /// <summary>How many passwords were compared.</summary>
    public int Verified => _verified;

    public string HashPassword(User user, string password)
    {
        Interlocked.Increment(ref _hashed);
        return _hasher.HashPassword(user, password);
    }

    public PasswordVerificationResult VerifyHashedPassword(User user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref _verified);
        return _hasher.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}

/// <summary>Counts what the database is asked.</summary>
internal sealed class CountingCommands : DbCommandInterceptor
{
    private int _count;

    public int Count => _count;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _count);
        return ValueTask.FromResult(result);
    }
}

/// <summary>Has the next query of a table wait until it may go on, with nothing read yet.</summary>
internal sealed class PausedCommand(string table) : DbCommandInterceptor
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _armed;

    /// <returns>Ends when a query waits.</returns>
    public Task Arm()
    {
        Interlocked.Exchange(ref _armed, 1);
        return _reached.Task;
    }

    public void GoOn() => _goOn.SetResult();

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (command.CommandText.Contains(table, StringComparison.Ordinal) && Interlocked.Exchange(ref _armed, 0) == 1)
        {
            _reached.SetResult();
            await _goOn.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
        }

        return result;
    }
}
