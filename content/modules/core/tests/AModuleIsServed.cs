using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;

namespace QuickScale.Modules.Core.Tests;

public class AModuleIsServed
{
    [Test]
    public async Task Middleware_and_endpoints_of_every_module_take_part()
    {
        await using var host = await TestHost.StartAsync(settings: new() { ["Modules:sample:colour"] = "green" });

        using var response = await host.Client.GetAsync("/sample/option");

        (await response.Content.ReadAsStringAsync()).ShouldBe("green");
        response.Headers.GetValues("X-Sample").ShouldBe(["used"]);
    }

    [Test]
    public async Task An_option_that_was_fixed_at_the_embed_wins_over_every_setting()
    {
        await using var host = await TestHost.StartAsync(
            settings: new() { ["Modules:sample:colour"] = "green" }, fixedOptions: new() { ["Modules:sample:colour"] = "blue" });

        (await host.Client.GetStringAsync("/sample/option")).ShouldBe("blue");
    }

    [Test]
    public async Task Services_get_the_applications_own_context()
    {
        await using var host = await TestHost.StartAsync();

        (await host.Client.GetStringAsync("/sample/db")).ShouldBe("true");
    }

    [Test]
    public async Task A_page_without_a_layout_of_the_application_stands_in_the_plain_one()
    {
        await using var host = await TestHost.StartAsync();

        var page = await host.Client.GetStringAsync("/sample/hello");

        page.ShouldContain("<title>Hello</title>");
        page.ShouldContain("""<div class="alert is-success" role="status" data-notice="success">""");
        page.ShouldContain("Saved &lt;all&gt;.");
        page.ShouldContain("""<div class="alert is-danger" role="alert" data-notice="danger">""");
    }

    [Test]
    public async Task The_navigation_shows_what_a_visitor_may_see_and_marks_the_current_page()
    {
        await using var host = await TestHost.StartAsync();

        var page = await host.Client.GetStringAsync("/sample/hello");

        page.ShouldContain("""<a href="/sample/hello" aria-current="page">Hello</a>""");
        page.ShouldNotContain("Installation");
    }

    [Test]
    public async Task An_administrator_sees_more_of_the_navigation()
    {
        await using var host = await TestHost.StartAsync(services: services => services.AddSingleton<IAuthorizationHandler, Grant>());

        (await host.Client.GetStringAsync("/sample/hello")).ShouldContain("""<a href="/sample/admin">Installation</a>""");
        (await host.Client.GetStringAsync("/sample/admin")).ShouldBe("secret");
    }

    [Test]
    public async Task Nobody_administers_the_platform_until_a_module_grants_it()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.Client.GetAsync("/sample/admin");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task With_a_sign_in_scheme_the_visitor_is_asked_to_sign_in()
    {
        await using var host = await TestHost.StartAsync(services: services => services.AddAuthentication("cookie").AddCookie("cookie"));

        using var response = await host.Client.GetAsync("/sample/admin");

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Test]
    public async Task The_current_user_is_the_one_in_the_claims_or_nobody()
    {
        var id = Guid.CreateVersion7();
        await using var anonymous = await TestHost.StartAsync();
        await using var signedIn = await TestHost.StartAsync(services: services => services.AddSingleton<IStartupFilter>(new SignIn(id.ToString(), "test")));
        await using var unauthenticated = await TestHost.StartAsync(services: services => services.AddSingleton<IStartupFilter>(new SignIn(id.ToString(), null)));
        await using var foreign = await TestHost.StartAsync(services: services => services.AddSingleton<IStartupFilter>(new SignIn("not an id", "test")));

        (await anonymous.Client.GetStringAsync("/sample/me")).ShouldBe("nobody");
        (await signedIn.Client.GetStringAsync("/sample/me")).ShouldBe(id.ToString());
        (await unauthenticated.Client.GetStringAsync("/sample/me")).ShouldBe("nobody");
        (await foreign.Client.GetStringAsync("/sample/me")).ShouldBe("nobody");
    }

    [Test]
    public async Task Without_a_module_that_sells_seats_there_is_no_limit()
    {
        await using var host = await TestHost.StartAsync();
        await using var scope = host.Services.CreateAsyncScope();

        (await scope.ServiceProvider.GetRequiredService<ISeatLimit>().LimitAsync(new AccountOwner("user", Guid.Empty), CancellationToken.None)).ShouldBeNull();
    }

    [Test]
    public void An_owner_is_told_by_kind_and_id()
    {
        var id = Guid.CreateVersion7();
        var seats = new Dictionary<AccountOwner, int> { [new AccountOwner("team", id)] = 5 };

        seats.ShouldContainKeyAndValue(new AccountOwner("team", id), 5);
        seats.Keys.ShouldHaveSingleItem().ShouldSatisfyAllConditions(owner => owner.Kind.ShouldBe("team"), owner => owner.Id.ShouldBe(id));
        seats.ShouldNotContainKey(new AccountOwner("user", id));
        seats.ShouldNotContainKey(new AccountOwner("team", Guid.Empty));
    }

    [Test]
    public void The_application_comes_first_and_then_the_modules_in_their_order()
    {
        var (core, nunit, tests) = (typeof(CoreModule).Assembly, typeof(TestAttribute).Assembly, typeof(TestHost).Assembly);
        var manager = new ApplicationPartManager();
        manager.ApplicationParts.Add(new AssemblyPart(typeof(string).Assembly));
        manager.ApplicationParts.Add(new AssemblyPart(nunit));
        manager.ApplicationParts.Add(new AssemblyPart(tests));

        PartOrder.Apply(manager, tests.GetName().Name!, [core, nunit]);

        manager.ApplicationParts.Select(part => part.Name).Distinct()
            .ShouldBe([tests.GetName().Name!, core.GetName().Name!, nunit.GetName().Name!, typeof(string).Assembly.GetName().Name!]);
    }

    private sealed class Grant : AuthorizationHandler<PlatformAdmin>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PlatformAdmin requirement)
        {
            context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }

    private sealed class SignIn(string id, string? scheme) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, pipeline) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, id)], scheme));
                return pipeline(context);
            });
            next(app);
        };
    }
}
