using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>An address that bounces or complains gets nothing but what is about its account, and that once.</summary>
[TestFixtureSource(typeof(TestDatabase), nameof(TestDatabase.Kinds))]
public class AddressesAreSuppressed(DatabaseKind kind)
{
    private const string Address = "Ann.Example@Example.com";

    private TestHost _host = null!;

    [SetUp]
    public async Task StartAsync() => _host = await TestHost.StartAsync(kind);

    [TearDown]
    public async Task StopAsync() => await _host.DisposeAsync();

    [TestCase(SuppressionReason.HardBounce)]
    [TestCase(SuppressionReason.Complaint)]
    [TestCase(SuppressionReason.Manual)]
    public async Task N4_What_is_not_about_the_account_is_not_sent_to_a_suppressed_address(SuppressionReason reason)
    {
        await AddAsync(Address, reason);

        await _host.QueueAsync("ann.example@EXAMPLE.com", new News());
        await _host.QueueAsync("bob@example.com", new News());
        await _host.SendDueAsync();

        _host.Provider.Calls.Select(call => call.Mail.To).ShouldBe(["bob@example.com"]);
        var email = (await _host.EmailsAsync()).Single(one => one.To != "bob@example.com");
        (email.State, email.Content).ShouldBe((EmailState.Suppressed, null));
        email.Reason.ShouldBe("The address is suppressed: mail to it bounced or was called spam.");
    }

    [Test]
    public async Task N4_What_is_about_the_account_is_tried_once()
    {
        await AddAsync(Address, SuppressionReason.HardBounce);
        _host.Provider.Fail(Failures.Passing);

        await _host.QueueAsync(Address);
        await _host.SendDueAsync();
        _host.Clock.Advance(TimeSpan.FromHours(2));
        await _host.SendDueAsync();

        _host.Provider.Calls.Count.ShouldBe(1);
        var email = await _host.EmailAsync();
        (email.State, email.Attempts).ShouldBe((EmailState.Failed, 1));
        email.Reason!.ShouldContain("The address is suppressed");
        // And it does arrive where the address works again.
        await _host.QueueAsync(Address);
        await _host.SendDueAsync();
        (await _host.EmailsAsync())[1].State.ShouldBe(EmailState.Sent);
    }

    [Test]
    public async Task N4_An_address_that_is_turned_down_at_once_for_having_no_mailbox_is_suppressed()
    {
        _host.Provider.Fail(Failures.Final, Failures.Dead);
        await _host.QueueAsync("bob@example.com");
        await _host.SendDueAsync();
        await _host.QueueAsync(Address);
        await _host.SendDueAsync();

        (await _host.EmailsAsync()).ShouldAllBe(email => email.State == EmailState.Failed);
        (await IsUnreachableAsync(Address)).ShouldBeTrue();
        (await IsUnreachableAsync("bob@example.com")).ShouldBeFalse("what is refused for its content says nothing of the address");
        var entry = await _host.InScopeAsync(services => services.GetRequiredService<ISuppressions>().FindAsync(Address, CancellationToken.None));
        (entry!.Reason, entry.Source).ShouldBe((SuppressionReason.HardBounce, "smtp"));
        await _host.QueueAsync(Address, new News());
        await _host.SendDueAsync();
        _host.Provider.Calls.Count.ShouldBe(2);
    }

    [Test]
    public async Task N4_What_never_reached_the_recipient_does_not_use_up_the_one_try()
    {
        await AddAsync(Address, SuppressionReason.HardBounce);
        _host.Provider.Fail(Failures.Limited, Failures.Limited);

        await _host.QueueAsync(Address);
        await SendForAsync(TimeSpan.FromMinutes(5));

        (await _host.EmailAsync()).State.ShouldBe(EmailState.Sent);
        _host.Provider.Calls.Count.ShouldBe(3);
    }

    [TestCase(SuppressionReason.Complaint)]
    [TestCase(SuppressionReason.Manual)]
    public async Task N4_An_address_that_never_bounced_has_as_many_tries_as_any(SuppressionReason reason)
    {
        await AddAsync(Address, reason);
        _host.Provider.Fail(Failures.Passing);

        await _host.QueueAsync(Address);
        await SendForAsync(TimeSpan.FromMinutes(5));

        (await _host.EmailAsync()).State.ShouldBe(EmailState.Sent);
    }

    [Test]
    public async Task N4_An_address_that_bounced_cannot_be_reached_until_it_is_taken_off()
    {
        (await IsUnreachableAsync(Address)).ShouldBeFalse();

        await AddAsync(Address, SuppressionReason.HardBounce);
        (await IsUnreachableAsync("ann.example@example.COM")).ShouldBeTrue();
        (await RemoveAsync("ANN.example@example.com")).ShouldBeTrue();
        (await RemoveAsync(Address)).ShouldBeFalse();

        (await IsUnreachableAsync(Address)).ShouldBeFalse();
        await AddAsync(Address, SuppressionReason.Complaint); // Who complains was reached.
        (await IsUnreachableAsync(Address)).ShouldBeFalse();
        await _host.QueueAsync(Address, new News());
        (await RemoveAsync(Address)).ShouldBeTrue();
        await _host.SendDueAsync();
        _host.Provider.Calls.Count.ShouldBe(1);
    }

    [Test]
    public async Task The_newer_reason_stands()
    {
        await AddAsync(Address, SuppressionReason.Manual);
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        await AddAsync(Address, SuppressionReason.HardBounce);
        await _host.InScopeAsync(async services =>
        {
            var context = services.GetRequiredService<ModuleDb>().Context;
            await SuppressionList.PutAsync(context, Address, SuppressionReason.Complaint, "postmark", _host.Now.AddDays(-1), CancellationToken.None);
            return await context.SaveChangesAsync();
        });

        var entry = await _host.InScopeAsync(services => services.GetRequiredService<ISuppressions>().FindAsync(Address, CancellationToken.None));

        (entry!.Reason, entry.Source, entry.EmailNormalized).ShouldBe((SuppressionReason.HardBounce, "tests", "ann.example@example.com"));
    }

    [Test]
    public async Task The_list_is_read_by_pages_and_parts_of_addresses()
    {
        for (var number = 0; number < 5; number++)
        {
            await AddAsync($"user{number}@example.com", SuppressionReason.Manual);
            _host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        (await ListAsync(null, 0, 2)).ShouldBe(["user4@example.com", "user3@example.com"]);
        (await ListAsync(" ", 4, 2)).ShouldBe(["user0@example.com"]);
        (await ListAsync("USER2", 0, 200)).ShouldBe(["user2@example.com"]);
        (await ListAsync("%", 0, 200)).ShouldBeEmpty();
        (await ListAsync(null, -1, 0)).ShouldBe(["user4@example.com"]);
    }

    [Test]
    public async Task What_is_no_address_is_refused()
    {
        foreach (var address in (string[])["", "nobody", "a b@example.com", "a@example.com\nb@example.com"])
        {
            await Should.ThrowAsync<ArgumentException>(() => AddAsync(address, SuppressionReason.Manual));
        }

        await Should.ThrowAsync<ArgumentException>(() => _host.InScopeAsync(async services =>
        {
            await services.GetRequiredService<ISuppressions>().AddAsync(Address, SuppressionReason.Manual, new string('x', 51), CancellationToken.None);
            return 0;
        }));
        (await _host.InDatabaseAsync(context => context.Set<Suppression>().CountAsync())).ShouldBe(0);
    }

    [Test]
    public async Task Two_who_suppress_an_address_at_once_make_one_entry()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AddAsync(Address, SuppressionReason.Manual)));

        (await _host.InDatabaseAsync(context => context.Set<Suppression>().CountAsync())).ShouldBe(1);
    }

    private async Task SendForAsync(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed <= time; passed += TimeSpan.FromMinutes(1))
        {
            await _host.SendDueAsync();
            _host.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    private Task<int> AddAsync(string address, SuppressionReason reason) => _host.InScopeAsync(async services =>
    {
        await services.GetRequiredService<ISuppressions>().AddAsync(address, reason, "tests", CancellationToken.None);
        return 0;
    });

    private Task<bool> RemoveAsync(string address) => _host.InScopeAsync(services => services.GetRequiredService<ISuppressions>().RemoveAsync(address, CancellationToken.None));

    private Task<bool> IsUnreachableAsync(string address) => _host.InScopeAsync(services => services.GetRequiredService<ISuppressions>().IsUnreachableAsync(address, CancellationToken.None));

    private Task<IEnumerable<string>> ListAsync(string? search, int skip, int take) => _host.InScopeAsync(async services =>
        (await services.GetRequiredService<ISuppressions>().ListAsync(search, skip, take, CancellationToken.None)).Select(entry => entry.EmailNormalized));
}
