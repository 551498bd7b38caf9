namespace QuickScale.Modules.Core.Tests;

/// <summary>What a module need not say of owners when it knows neither invitations nor predecessors: as where each user is their own owner.</summary>
public class OwnersAreCounted
{
    [Test]
    public async Task An_owner_has_invited_nobody_and_taken_nobodys_place_where_no_module_says_otherwise()
    {
        IAccountOwner owners = new Plain();
        var owner = (await owners.CurrentAsync(default)).ShouldNotBeNull();

        (await owners.CountMembersAsync(owner, default)).ShouldBe(1);
        (await owners.CountInvitedAsync(owner, default)).ShouldBe(0, "no seat is kept for anybody");
        (await owners.PredecessorAsync(owner, default)).ShouldBeNull("nothing of anybody else is taken over");
    }

    [Test]
    public async Task Where_users_own_themselves_no_address_names_an_owner_and_there_is_none_to_choose()
    {
        IAccountOwner owners = new Plain();
        var owner = (await owners.CurrentAsync(default)).ShouldNotBeNull();

        (await owners.FindAsync(owner.Id.ToString(), default)).ShouldBeNull("not even the user's own id is a key");
        (await owners.NameAsync(owner, default)).ShouldBeNull("pages and mails say \"your plan\" and name nobody");
        (await owners.ChoicesAsync(owner.Id, default)).ShouldBeEmpty();
    }

    [Test]
    public void Owners_are_the_same_by_kind_and_id_and_a_team_is_not_the_user_of_its_id()
    {
        var id = Guid.CreateVersion7();

        new AccountOwner("user", id).ShouldBe(new AccountOwner("user", id));
        new AccountOwner("team", id).ShouldNotBe(new AccountOwner("user", id));
        new AccountOwner("user", Guid.CreateVersion7()).ShouldNotBe(new AccountOwner("user", id));
    }

    private sealed class Plain : IAccountOwner
    {
        private readonly AccountOwner _only = new("user", Guid.CreateVersion7());

        public Task<AccountOwner?> CurrentAsync(CancellationToken cancellationToken) => Task.FromResult<AccountOwner?>(_only);

        public Task<bool> MayManageAsync(AccountOwner owner, Guid userId, CancellationToken cancellationToken) => Task.FromResult(owner == _only && userId == owner.Id);

        public Task<int> CountMembersAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult(1);
    }
}
