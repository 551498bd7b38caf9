using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>Each user owns what is theirs, until a module for teams says otherwise.</summary>
internal sealed class UserAsOwner(ICurrentUser current) : IAccountOwner
{
    public const string Kind = "user";

    public Task<AccountOwner?> CurrentAsync(CancellationToken cancellationToken) => Task.FromResult<AccountOwner?>(current.Id is { } id ? new AccountOwner(Kind, id) : null);

    public Task<bool> MayManageAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) => Task.FromResult(owner == new AccountOwner(Kind, userId));

    public Task<int> CountMembersAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult(1);
}
