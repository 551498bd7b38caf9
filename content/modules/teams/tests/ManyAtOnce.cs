using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Auth;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Teams.Tests;

/// <summary>
/// What two do at the same time, each in a request of their own (T6, T9, T13, T14). QUICKSCALE_TEST_ROUNDS multiplies the rounds, and
/// QUICKSCALE_TEST_SEED repeats who begins and who waits how long.
/// </summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class ManyAtOnce(DatabaseKind kind)
{
    private static readonly int Rounds = 25 * Math.Max(2, Read("QUICKSCALE_TEST_ROUNDS", 1) * 2);
    private static readonly int Seed = Read("QUICKSCALE_TEST_SEED", Environment.TickCount);

    private readonly FixedSeats _seats = new();
    private TeamsHost _host = null!;
    private Random _chance = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TeamsHost.StartAsync(kind, services: services => services.AddSingleton<ISeatLimit>(_seats));

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [SetUp]
    public void Draw()
    {
        TestContext.Out.WriteLine($"seed {Seed}, {Rounds} rounds");
        (_chance, _seats.Most) = (new Random(Seed), null);
    }

    [Test]
    public async Task T9_Two_owners_who_demote_each_other_leave_one()
    {
        var (ann, ben) = (await _host.PersonAsync("Ann"), await _host.PersonAsync("Ben"));
        for (var round = 0; round < Rounds; round++)
        {
            var (team, anns, bens) = await OwnedByBothAsync(ann, ben);

            var results = await AtOnceAsync(
                services => services.GetRequiredService<Members>().ChangeRoleAsync(team, ann.Id, bens, BuiltInRoles.Member, default),
                services => services.GetRequiredService<Members>().ChangeRoleAsync(team, ben.Id, anns, BuiltInRoles.Member, default));

            (await OwnersAsync(team)).ShouldBe(1, $"round {round}");
            results.Count(one => one.Succeeded).ShouldBe(1, $"round {round}");
        }
    }

    [Test]
    public async Task T9_Two_owners_who_go_at_once_by_different_doors_leave_one()
    {
        var (ann, ben) = (await _host.PersonAsync("Ann"), await _host.PersonAsync("Ben"));
        for (var round = 0; round < Rounds; round++)
        {
            var (team, anns, _) = await OwnedByBothAsync(ann, ben);
            Func<IServiceProvider, Task<AuthResult>>[] doors =
            [
                services => services.GetRequiredService<Members>().LeaveAsync(team, ann.Id, default),
                services => services.GetRequiredService<Members>().ChangeRoleAsync(team, ann.Id, anns, BuiltInRoles.Guest, default),
                services => services.GetRequiredService<Members>().DisableAsync(team, ben.Id, anns, default),
            ];

            await AtOnceAsync(doors[round % doors.Length], services => services.GetRequiredService<Members>().LeaveAsync(team, ben.Id, default));

            (await OwnersAsync(team)).ShouldBe(1, $"round {round}");
        }
    }

    [Test]
    public async Task T9_Two_owners_who_delete_their_accounts_at_once_leave_one()
    {
        for (var round = 0; round < Rounds / 5; round++)
        {
            var (ann, ben) = (await _host.PersonAsync("Ann"), await _host.PersonAsync("Ben"));
            var (team, _, _) = await OwnedByBothAsync(ann, ben);

            await AtOnceAsync(services => CloseAsync(services, ann), services => CloseAsync(services, ben));

            (await _host.WithAsync<Owners, int>(owners => owners.UsersOf(team).CountAsync())).ShouldBe(1, $"round {round}");
        }
    }

    [Test]
    public async Task T6_Two_who_accept_the_last_seat_fill_it_once()
    {
        var (ann, ben, cid) = (await _host.PersonAsync("Ann"), await _host.PersonAsync("Ben"), await _host.PersonAsync("Cid"));
        for (var round = 0; round < Rounds; round++)
        {
            // Both were invited while there were seats for both.
            _seats.Most = null;
            var team = await BareTeamAsync(ann);
            var (bens, cids) = (await InvitedAsync(team, ann, ben), await InvitedAsync(team, ann, cid));
            _seats.Most = 2;

            var results = await AtOnceAsync(
                services => AcceptAsync(services, bens, ben),
                services => AcceptAsync(services, cids, cid));

            (await _host.WithAsync<SeatCheck, int>(seats => seats.CountAsync(team, default))).ShouldBe(2, $"round {round}");
            results.Count(one => one.Succeeded).ShouldBe(1, $"round {round}");
            results.Single(one => !one.Succeeded).ShouldBeRefused(TeamRefusals.SeatsFull);
        }
    }

    [Test]
    public async Task T6_One_who_accepts_twice_at_once_is_in_once()
    {
        var (ann, ben) = (await _host.PersonAsync("Ann"), await _host.PersonAsync("Ben"));
        for (var round = 0; round < Rounds; round++)
        {
            var team = await BareTeamAsync(ann);
            var token = await InvitedAsync(team, ann, ben);

            var results = await AtOnceAsync(services => AcceptAsync(services, token, ben), services => AcceptAsync(services, token, ben));

            results.ShouldAllBe(one => one.Succeeded, $"round {round}");
            (await _host.RowsAsync(rows => rows.AuditOf(team).CountAsync(one => one.Action == AuditActions.MemberJoined))).ShouldBe(1, $"round {round}");
        }
    }

    [Test]
    public async Task T6_An_invitation_that_is_revoked_while_it_is_accepted_is_one_or_the_other()
    {
        var (ann, ben) = (await _host.PersonAsync("Ann"), await _host.PersonAsync("Ben"));
        for (var round = 0; round < Rounds; round++)
        {
            var team = await BareTeamAsync(ann);
            var token = await InvitedAsync(team, ann, ben);
            var id = await _host.RowsAsync(rows => rows.InvitationsOf(team).Select(one => one.Id).SingleAsync());

            var results = await AtOnceAsync(services => AcceptAsync(services, token, ben), services => services.GetRequiredService<Invitations>().RevokeAsync(team, ann.Id, id, default));

            var row = await _host.RowsAsync(rows => rows.InvitationsOf(team).SingleAsync());
            var isIn = await _host.RowsAsync(rows => rows.MembersOf(team).AnyAsync(one => one.UserId == ben.Id));
            (row.AcceptedAt is not null, row.RevokedAt is not null).ShouldBe((isIn, !isIn), $"round {round}");
            results.Count(one => one.Succeeded).ShouldBe(1, $"round {round}");
        }
    }

    [Test]
    public async Task T14_Two_who_want_the_same_address_do_not_both_get_it()
    {
        var (ann, ben) = (await _host.PersonAsync("Ann"), await _host.PersonAsync("Ben"));
        for (var round = 0; round < Math.Min(15, Rounds / 2); round++)
        {
            var slug = $"same-{Tokens.ShortText(8)}";

            var results = await AtOnceAsync(
                async services => await services.GetRequiredService<CreateTeam>().RunAsync(ann.Id, new CreateTeamRequest("Same", slug), default),
                async services => await services.GetRequiredService<CreateTeam>().RunAsync(ben.Id, new CreateTeamRequest("Same", slug), default));

            results.Count(one => one.Succeeded).ShouldBe(1, $"round {round}");
            results.Single(one => !one.Succeeded).ShouldBeRefused(TeamRefusals.SlugTaken);
        }
    }

    [Test]
    public async Task T1_Two_teams_that_a_person_makes_at_once_keep_to_the_limit()
    {
        var most = new TeamsSettings().TeamsPerUser;
        for (var round = 0; round < Math.Min(10, Rounds / 5); round++)
        {
            var ann = await _host.PersonAsync("Ann");
            for (var number = 1; number < most; number++)
            {
                await BareTeamAsync(ann);
            }

            var results = await AtOnceAsync(
                async services => await services.GetRequiredService<CreateTeam>().RunAsync(ann.Id, new CreateTeamRequest("One"), default),
                async services => await services.GetRequiredService<CreateTeam>().RunAsync(ann.Id, new CreateTeamRequest("Two"), default));

            results.Single(one => !one.Succeeded).ShouldBeRefused(TeamRefusals.TooManyTeams(most));
        }
    }

    [Test]
    public async Task T1_Two_first_requests_of_a_person_make_one_personal_workspace()
    {
        for (var round = 0; round < Rounds / 2; round++)
        {
            var ann = await _host.PersonAsync("Ann");
            Guid?[] made = [null, null];

            await AtOnceAsync(
                async services =>
                {
                    made[0] = await services.GetRequiredService<PersonalWorkspace>().EnsureAsync(ann.Id, default);
                    return AuthResult.Done;
                },
                async services =>
                {
                    made[1] = await services.GetRequiredService<PersonalWorkspace>().EnsureAsync(ann.Id, default);
                    return AuthResult.Done;
                });

            made[0].ShouldNotBeNull();
            made[1].ShouldBe(made[0]);
            (await _host.RowsAsync(rows => rows.MembershipsOfUser(ann.Id).CountAsync())).ShouldBe(1);
        }
    }

    /// <summary>Starts both at the same moment, or one a little later, each in a scope and with a connection of its own.</summary>
    private async Task<AuthResult[]> AtOnceAsync(params Func<IServiceProvider, Task<AuthResult>>[] works)
    {
        using var gate = new Barrier(works.Length);
        return await Task.WhenAll(works.OrderBy(_ => _chance.Next()).Select(work =>
        {
            var wait = _chance.Next(3) == 0 ? _chance.Next(400) : 0;
            return Task.Factory.StartNew(async () =>
            {
                await using var scope = _host.Services.CreateAsyncScope();
                gate.SignalAndWait();
                Thread.SpinWait(wait * 100);
                return await work(scope.ServiceProvider);
            }, default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        }));
    }

    /// <summary>What auth does when a person closes the account, without the cookie of a request.</summary>
    private async Task<AuthResult> CloseAsync(IServiceProvider services, Person person)
    {
        var context = services.GetRequiredService<ModuleDb>().Context;
        var user = await context.Set<User>().SingleAsync(one => one.Id == person.Id);
        await using var transaction = await context.Database.BeginTransactionAsync();
        if (await services.GetRequiredService<DeleteAccount>().ObstaclesAsync(person.Id, default) is { Count: > 0 } obstacles)
        {
            return Refusals.DeletionBlocked(obstacles);
        }

        user.DeletedAt = _host.Now;
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        return AuthResult.Done;
    }

    private static async Task<AuthResult> AcceptAsync(IServiceProvider services, string token, Person person) =>
        await services.GetRequiredService<AcceptInvitation>().AcceptAsync(token, person.Id, asOther: false, default);

    private async Task<(Guid Team, Guid First, Guid Second)> OwnedByBothAsync(Person first, Person second)
    {
        var team = await BareTeamAsync(first);
        return await _host.RowsAsync(async rows =>
        {
            var member = new Membership { TenantId = team, UserId = second.Id, RoleId = BuiltInRoles.Owner, JoinedAt = _host.Now };
            rows.Context.Add(member);
            await rows.Context.SaveChangesAsync();
            return (team, await rows.MembersOf(team).Where(one => one.UserId == first.Id).Select(one => one.Id).SingleAsync(), member.Id);
        });
    }

    private Task<Guid> BareTeamAsync(Person owner) => _host.RowsAsync(async rows =>
    {
        var slug = $"team-{Tokens.ShortText(12)}";
        var team = new Team { Slug = slug, Name = "Acme", Kind = TeamKind.Team, CreatedBy = owner.Id, CreatedAt = _host.Now };
        rows.Context.AddRange(team, new TeamSlug { Slug = slug, TeamId = team.Id }, new Membership { TenantId = team.Id, UserId = owner.Id, RoleId = BuiltInRoles.Owner, JoinedAt = _host.Now });
        await rows.Context.SaveChangesAsync();
        return team.Id;
    });

    private Task<string> InvitedAsync(Guid team, Person inviter, Person person) => _host.RowsAsync(async rows =>
    {
        var token = Tokens.New();
        rows.Context.Add(new Invitation
        {
            TenantId = team,
            Email = person.Email,
            EmailNormalized = EmailAddress.Normalize(person.Email),
            TokenHash = Tokens.Hash(token),
            RoleId = BuiltInRoles.Member,
            InvitedBy = inviter.Id,
            CreatedAt = _host.Now,
            ExpiresAt = _host.Now.AddDays(7),
        });
        await rows.Context.SaveChangesAsync();
        return token;
    });

    private Task<int> OwnersAsync(Guid team) => _host.RowsAsync(rows => rows.MembersOf(team).CountAsync(one => one.State == MembershipState.Active && one.RoleId == BuiltInRoles.Owner));

    private static int Read(string variable, int otherwise) => int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private sealed class FixedSeats : ISeatLimit
    {
        public int? Most { get; set; }

        public Task<int?> LimitAsync(AccountOwner owner, CancellationToken cancellationToken) => Task.FromResult(Most);
    }
}
