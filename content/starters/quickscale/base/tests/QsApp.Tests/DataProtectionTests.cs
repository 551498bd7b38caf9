using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using QsApp.Data;

namespace QsApp.Tests;

public class DataProtectionTests
{
    [Test]
    public async Task Two_instances_read_each_other_s_cookies()
    {
        await using var first = await AppFactory.StartAsync();
        await using var second = await OnDatabaseOfAsync(first);

        Unprotect(second, Protect(first)).ShouldBe("a cookie");
        Unprotect(first, Protect(second)).ShouldBe("a cookie");
    }

    [Test]
    public async Task Keys_outlive_the_instance()
    {
        await using var database = await AppFactory.StartAsync();
        string cookie;
        await using (var earlier = await OnDatabaseOfAsync(database))
        {
            cookie = Protect(earlier);
        }

        Unprotect(database, cookie).ShouldBe("a cookie");
        Keys(database).ShouldHaveSingleItem();
    }

    [Test]
    public async Task The_database_alone_holds_no_usable_key()
    {
        await using var app = await AppFactory.StartAsync();
        Protect(app);

        var key = Keys(app).ShouldHaveSingleItem();
        key.Xml.ShouldContain("sealedKey");
        key.Xml.ShouldNotContain("masterKey");
        // Without the assembly's version, which an earlier release could not load after a rollback.
        key.Xml.ShouldContain($"decryptorType=\"{typeof(AppSecretDecryptor).FullName}, {typeof(AppSecretDecryptor).Assembly.GetName().Name}\"");
    }

    [Test]
    public async Task Under_another_secret_the_old_keys_are_void_and_new_ones_work()
    {
        await using var app = await AppFactory.StartAsync();
        var cookie = Protect(app);
        await using var other = await OnDatabaseOfAsync(app, "aN0therSecretOfThirtyTwoCharacters");

        Unprotect(other, Protect(other)).ShouldBe("a cookie");
        Should.Throw<System.Security.Cryptography.CryptographicException>(() => Unprotect(other, cookie));
        other.Logs.Count(line => line.Contains("written under another App__Secret", StringComparison.Ordinal)).ShouldBe(1);
        Unprotect(app, cookie).ShouldBe("a cookie");
    }

    [Test]
    public async Task A_damaged_row_costs_no_other_key()
    {
        await using var app = await AppFactory.StartAsync();
        var cookie = Protect(app);
        using (var scope = app.Services.CreateScope())
        {
            var damaged = TestData.DataProtectionKey();
            damaged.Xml = "<key";
            var context = scope.ServiceProvider.GetRequiredService<AppDbContext>();
            context.Add(damaged);
            await context.SaveChangesAsync();
        }

        await using var next = await OnDatabaseOfAsync(app);

        Unprotect(next, cookie).ShouldBe("a cookie");
        next.Logs.ShouldContain(line => line.Contains("is not XML", StringComparison.Ordinal));
    }

    private static Task<AppFactory> OnDatabaseOfAsync(AppFactory app, string? secret = null) => AppFactory.CreateAsync(settings: new()
    {
        ["ConnectionStrings:Default"] = app.ConnectionString,
        ["App:Secret"] = secret ?? AppFactory.ValidSettings["App:Secret"],
    });

    private static string Protect(AppFactory app) => Protector(app).Protect("a cookie");

    private static string Unprotect(AppFactory app, string cookie) => Protector(app).Unprotect(cookie);

    private static IDataProtector Protector(AppFactory app) => app.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private static List<DataProtectionKey> Keys(AppFactory app)
    {
        using var scope = app.Services.CreateScope();
        return [.. scope.ServiceProvider.GetRequiredService<AppDbContext>().DataProtectionKeys];
    }
}
