using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth.Tests;

/// <summary>Modules that know users by their ids alone.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class OthersLearnHowUsersAreWrittenTo(DatabaseKind kind)
{
    private TestHost _host = null!;

    [OneTimeSetUp]
    public async Task Start() => _host = await TestHost.StartAsync(kind);

    [OneTimeTearDown]
    public async Task Stop() => await _host.DisposeAsync();

    [Test]
    public async Task By_the_address_in_the_language_and_the_zone_of_the_profile()
    {
        var user = await _host.UserAsync(await _host.AccountAsync());
        await ChangeAsync(user.Id, one => (one.Name, one.Locale, one.TimeZone) = ("Ann", "de-CH", "Europe/Zurich"));

        var contact = await FindAsync(user.Id);

        contact!.ShouldSatisfyAllConditions(
            one => one.Id.ShouldBe(user.Id),
            one => one.Email.ShouldBe(user.Email),
            one => one.Name.ShouldBe("Ann"),
            one => one.Culture!.Name.ShouldBe("de-CH"),
            one => one.TimeZone!.Id.ShouldBe("Europe/Zurich"));
    }

    [Test]
    public async Task What_a_profile_does_not_say_or_says_wrong_is_not_known()
    {
        var user = await _host.UserAsync(await _host.AccountAsync());
        var before = await FindAsync(user.Id);
        await ChangeAsync(user.Id, one => (one.Locale, one.TimeZone) = ("no-such-language-anywhere", "Mars/Olympus"));

        (before!.Culture, before.TimeZone).ShouldBe((null, null));
        var after = await FindAsync(user.Id);
        (after!.Culture, after.TimeZone).ShouldBe((null, null));
    }

    [Test]
    public async Task Nobody_writes_to_an_account_that_is_closed_disabled_or_not_there()
    {
        var (closed, disabled) = (await _host.UserAsync(await _host.AccountAsync()), await _host.UserAsync(await _host.AccountAsync()));
        await ChangeAsync(closed.Id, one => one.DeletedAt = _host.Clock.GetUtcNow().UtcDateTime);
        await ChangeAsync(disabled.Id, one => one.DisabledAt = _host.Clock.GetUtcNow().UtcDateTime);

        (await FindAsync(closed.Id)).ShouldBeNull();
        (await FindAsync(disabled.Id)).ShouldBeNull();
        (await FindAsync(Guid.CreateVersion7())).ShouldBeNull();
    }

    private Task<UserContact?> FindAsync(Guid id) => _host.InScopeAsync(services => services.GetRequiredService<IUserDirectory>().FindAsync(id, CancellationToken.None));

    private Task<int> ChangeAsync(Guid id, Action<User> change) => _host.InDatabaseAsync(async context =>
    {
        change(await context.Set<User>().SingleAsync(one => one.Id == id));
        return await context.SaveChangesAsync();
    });
}
