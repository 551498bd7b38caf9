using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Billing.Tests;

/// <summary>Refusals, lost answers, and two who do the same at once.</summary>
public partial class UsageIsCountedOnce
{
    [Test]
    public async Task B20_A_refusal_after_a_lost_answer_does_not_make_it_safe_to_send_once_more()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "small");
        await NoteAsync(5, "call-1");
        // Stripe has counted it, and its answer was lost.
        (await SendAsync()).ShouldBe(1);
        await ForgetAsync(row => row.SetProperty(one => one.SentAt, (DateTime?)null).SetProperty(one => one.NextAttemptAt, _host.Now));
        var tried = (await RowAsync()).FirstTriedAt.ShouldNotBeNull();
        _host.Clock.Advance(TimeSpan.FromHours(1));
        _stripe.Answers = _ => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.TooManyRequests));
        (await SendAsync()).ShouldBe(0);
        _stripe.Answers = null;
        (await RowAsync()).FirstTriedAt.ShouldBe(tried);

        // By then Stripe has forgotten the key and the identifier.
        _host.Clock.Advance(TimeSpan.FromHours(24));
        (await SendAsync()).ShouldBe(0);
        (await RowAsync()).GivenUpAt.ShouldNotBeNull();
    }

    [Test]
    public async Task B20_What_another_worker_has_claimed_since_it_was_read_is_left_to_it()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "small");
        await NoteAsync(5, "call-1");
        // The other worker sends it, and does not learn how that ended.
        _claiming.Does = async () =>
        {
            _host.Fake.IsUnreachable = true;
            (await SendAsync()).ShouldBe(0);
            _host.Fake.IsUnreachable = false;
        };

        (await SendAsync()).ShouldBe(0);

        _claiming.Does.ShouldBeNull();
        (await RowAsync()).Attempts.ShouldBe(1);
    }

    [Test]
    public async Task B20_A_key_that_was_revoked_loses_nothing()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "small");
        await NoteAsync(5, "call-1");
        _stripe.Answers = _ => Task.FromResult<HttpResponseMessage?>(new HttpResponseMessage(HttpStatusCode.Unauthorized));
        (await SendAsync()).ShouldBe(0);
        _stripe.Answers = null;
        (await RowAsync()).ShouldSatisfyAllConditions(row => row.GivenUpAt.ShouldBeNull(), row => row.FirstTriedAt.ShouldBeNull("it was surely not counted"));

        _host.Clock.Advance(TimeSpan.FromDays(2));
        (await SendAsync()).ShouldBe(1);
        Used().ShouldBe(5);
    }

    [Test]
    public async Task B20_Of_two_at_once_one_takes_the_last_that_the_cap_allows()
    {
        using var ann = _host.Visitor(_ann.Id);
        await BuyAsync(ann, "small");
        var second = Task.FromResult(UsageOutcome.Known);
        await _host.InScopeAsync(async services =>
        {
            var context = services.GetRequiredService<ModuleDb>().Context;
            await using var transaction = await context.Database.BeginTransactionAsync();
            (await services.GetRequiredService<Usage>().NoteAsync(_owner, "calls", 60, "a", default)).ShouldBe(UsageOutcome.Noted);
            second = Task.Run(() => InTransactionAsync(60, "b"));
            await Task.WhenAny(second, Task.Delay(500));
            await context.SaveChangesAsync();
            await transaction.CommitAsync();
            return true;
        });

        (await second).ShouldBe(UsageOutcome.Refused);
    }

    private Task<UsageOutcome> InTransactionAsync(long quantity, string key) => _host.InScopeAsync(async services =>
    {
        var context = services.GetRequiredService<ModuleDb>().Context;
        await using var transaction = await context.Database.BeginTransactionAsync();
        var outcome = await services.GetRequiredService<Usage>().NoteAsync(_owner, "calls", quantity, key, default);
        await context.SaveChangesAsync();
        await transaction.CommitAsync();
        return outcome;
    });
}
