using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QuickScale.Modules.Core;

namespace QuickScale.Modules.Auth;

/// <summary>The module's services, a method a subject, in the order in which <see cref="AuthModule"/> adds them.</summary>
internal static class AuthServices
{
    /// <summary>Twice what Identity does by itself: 210,000 rounds of PBKDF2 with HMAC-SHA-512 (OWASP, Password Storage).</summary>
    private const int HashIterations = 210_000;

    public static void AddAuthSettings(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<AuthSettings>().BindConfiguration(AuthSettings.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AuthSettings>, AuthStartupChecks>();
    }

    public static void AddIdentity<TContext>(this WebApplicationBuilder builder)
        where TContext : DbContext
    {
        var services = builder.Services;
        // Before Identity's own, which give way.
        services.AddScoped<ILookupNormalizer, AddressNormalizer>();
        services.AddScoped<IPasswordValidator<User>, IdentityPasswordRules>();
        services.AddScoped<IUserStore<User>, UserOnlyStore<User, TContext, Guid, UserClaim, ExternalLogin, UserToken, UserPasskey>>();
        services.AddIdentityCore<User>(options => options.User.RequireUniqueEmail = true);
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashIterations);
    }

    public static void AddSignInCookie(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<SessionCookieEvents>();
        builder.Services.AddAuthentication(SessionCookie.Scheme).AddCookie(SessionCookie.Scheme, options =>
        {
            // The application may have named it: browsers tell cookies of localhost apart by name alone, not by port.
            var name = options.Cookie.Name;
            AuthCookies.Harden(options.Cookie, SessionCookie.Name, builder.Environment);
            options.Cookie.Name = name ?? options.Cookie.Name;
            options.LoginPath = AuthPaths.Login;
            options.ReturnUrlParameter = "returnUrl";
            // An API client's token stands before a cookie; only cookies are written.
            options.ForwardDefaultSelector = context => BearerHandler.IsAsked(context.Request) ? BearerHandler.Name : null;
            options.ForwardSignIn = SessionCookie.Scheme;
            options.ForwardSignOut = SessionCookie.Scheme;
            options.SlidingExpiration = false; // The session's row knows idle and absolute limits.
            options.EventsType = typeof(SessionCookieEvents);
        }).AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Name, null);
    }

    public static void AddAuthPolicies(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IAuthorizationHandler, PlatformAdminGrant>();
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(AuthPolicies.SignedIn, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(AuthPolicies.SignedOut, policy => policy.RequireAssertion(context => context.User.Identity?.IsAuthenticated != true));
    }

    public static void AddAccounts(this IServiceCollection services)
    {
        services.AddScoped<Registration>();
        services.AddScoped<SignUp>();
        services.AddScoped<SignUpRules>();
        services.AddScoped<VerifyEmail>();
        services.AddScoped<ResetPassword>();
        services.AddScoped<ChangePassword>();
        services.AddScoped<Addresses>();
        services.AddScoped<ChangeEmail>();
        services.AddScoped<UndoEmailChange>();
        services.AddScoped<Profile>();
        services.AddScoped<Avatar>();
        services.AddScoped<AcceptTerms>();
        services.AddScoped<Attention>();
        services.AddScoped<IAccountOwner, UserAsOwner>();
        services.AddScoped<IUserDirectory, AccountDirectory>();
    }

    public static void AddPersonalData(this IServiceCollection services)
    {
        services.AddScoped<DeleteAccount>();
        services.AddScoped<IAccountDeletionCheck, LastAdministratorStays>();
        services.AddSingleton<EraseAccounts>();
        services.AddScoped<PersonalDataExport>();
        services.AddScoped<IPersonalDataSource, AccountData>();
    }

    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<EmailCodeSignIn>();
        services.AddScoped<SignInCompletion>();
        services.AddScoped<PendingSignIn>();
        services.AddScoped<SignInLimits>();
        services.AddScoped<SecondFactorSignIn>();
        services.AddScoped<Reauthentication>();
        services.AddScoped<SignOut>();
    }

    public static void AddTwoFactor(this IServiceCollection services)
    {
        services.AddScoped<SecondFactor>();
        services.AddScoped<RecoveryCodes>();
        services.AddScoped<TwoFactorSetup>();
    }

    public static void AddTokens(this IServiceCollection services)
    {
        services.AddSingleton<TokenSeals>();
        services.AddScoped<TokenSignIn>();
        services.AddScoped<TokenRefresh>();
    }

    public static void AddSessions(this IServiceCollection services)
    {
        services.AddSingleton<SessionCheck>();
        services.AddScoped<Sessions>();
        services.AddScoped<RevokeSessions>();
        services.AddScoped<SessionCookie>();
        services.AddScoped<KnownDevices>();
        services.AddScoped<AuthCookies>();
    }

    public static void AddPasswords(this IServiceCollection services)
    {
        services.AddScoped<PasswordRules>();
        services.AddScoped<Passwords>();
        services.AddHttpClient<BreachedPasswords>(http => (http.BaseAddress, http.Timeout) = (BreachedPasswords.Address, BreachedPasswords.Limit));
    }

    public static void AddSecurity(this IServiceCollection services)
    {
        services.AddScoped<RequestOrigin>();
        services.AddScoped<SecurityEvents>();
        services.AddScoped<Throttle>();
        services.AddScoped<OneTimeCodes>();
        services.AddSingleton<Housekeeping>();
        services.AddHostedService(provider => provider.GetRequiredService<Housekeeping>());
    }

    public static void AddAuthMails(this IServiceCollection services)
    {
        services.AddScoped<AuthMails>();
        services.AddEmailSamples();
    }
}
