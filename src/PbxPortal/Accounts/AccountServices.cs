using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PbxPortal.Server.Admission;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>Sign-in, set-up, roles and API keys.</summary>
internal static class AccountServices
{
    /// <summary>The cookie of a signed-in browser.</summary>
    public const string CookieName = "pbxportal";

    /// <summary>Chooses between cookie and API key by the request.</summary>
    private const string PortalScheme = "Portal";

    /// <summary>How long somebody whose password was right may look for his code.</summary>
    private static readonly TimeSpan TimeForCode = TimeSpan.FromMinutes(5);

    /// <summary>Everything the web server needs; the storage and <c>IAudit</c> are added elsewhere.</summary>
    public static IServiceCollection AddPortalAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAccountStores();
        services.AddHttpContextAccessor();
        services.AddAntiforgery();
        services.AddPortalAuthentication();
        services.AddPortalPolicies();
        services.AddSingleton<GrantRules>();
        services.AddSingleton<SetupLink>();
        services.AddSignIn();
        services.AddSingleton<AdministratorAddresses>();
        services.AddSingleton<IAdministratorAddresses>(provider => provider.GetRequiredService<AdministratorAddresses>());
        services.AddHostedService<SetupLinkPrinter>();
        services.AddScoped<IAccountAdministration, AccountAdministration>();
        services.AddSingleton<IApiKeyAdministration, ApiKeyAdministration>();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddCascadingAuthenticationState();
        return services;
    }

    /// <summary>What the command line needs as well: stores and the rules for new accounts, no web.</summary>
    public static IServiceCollection AddAccountStores(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddDataProtection();
        services.TryAddSingleton<AccountStore>();
        services.TryAddSingleton<SetupStore>();
        services.TryAddSingleton<ApiKeyStore>();
        services.TryAddSingleton<ApiKeyEditor>();
        services.TryAddSingleton<SecondFactorStore>();
        services.TryAddScoped<AccountCreation>();
        services.TryAddSingleton<IPasswordHasher<PortalAccount>, PasswordHasher<PortalAccount>>();
        services.AddIdentityCore<PortalAccount>(ConfigureIdentity)
            .AddUserStore<AccountUserStore>()
            .AddErrorDescriber<AccountErrors>()
            .AddTokenProvider<AuthenticatorTokenProvider<PortalAccount>>(TokenOptions.DefaultAuthenticatorProvider)
            .AddClaimsPrincipalFactory<AccountPrincipalFactory>();
        // OWASP's number for PBKDF2 with SHA-512; the number is part of each hash, so it may rise later.
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
        return services;
    }

    /// <summary>The middleware, in the order that it needs; after static files and before the endpoints.</summary>
    public static IApplicationBuilder UsePortalAccounts(this IApplicationBuilder app)
    {
        app.Use((context, next) => SameOriginGuard.InvokeAsync(context, next));
        app.UseAuthentication();
        app.Use((context, next) =>
        {
            context.RequestServices.GetRequiredService<AdministratorAddresses>().Note(context.User, context.Connection.RemoteIpAddress);
            context.User = PortalPrincipal.At(context.User, ClientAddress.TextOf(context.Connection.RemoteIpAddress));
            return next(context);
        });
        app.UseAuthorization();
        app.UseAntiforgery();
        return app;
    }

    private static void AddSignIn(this IServiceCollection services)
    {
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<DecoyPassword>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<BrowserSessions>();
        services.AddSingleton<SessionCheck>();
        services.AddSingleton<FailedSignInStore>();
        services.AddSingleton<FailedSignIns>();
        services.AddSingleton<IFailedSignIns>(provider => provider.GetRequiredService<FailedSignIns>());
        services.AddSingleton<InvitationStore>();
        services.AddScoped<SecondFactor>();
        services.AddScoped<AccountSignIn>();
        services.AddScoped<IOwnAccount, OwnAccount>();
        services.AddScoped<UserSignIns>();
        services.AddScoped<IUserSignIns>(provider => provider.GetRequiredService<UserSignIns>());
    }

    private static void ConfigureIdentity(IdentityOptions options)
    {
        options.ClaimsIdentity.SecurityStampClaimType = PortalPrincipal.StampClaimType;
        options.Lockout.MaxFailedAccessAttempts = 5;
        options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
        options.SignIn.RequireConfirmedAccount = true;
        // Length is what counts; rules about kinds of characters lead to Password1!
        options.Password.RequiredLength = 10;
        options.Password.RequireDigit = false;
        options.Password.RequireLowercase = false;
        options.Password.RequireUppercase = false;
        options.Password.RequireNonAlphanumeric = false;
    }

    private static void AddPortalAuthentication(this IServiceCollection services)
    {
        new IdentityBuilder(typeof(PortalAccount), services).AddSignInManager();
        services.AddScoped<IUserConfirmation<PortalAccount>, EnabledAccountConfirmation>();
        services.Configure<SecurityStampValidatorOptions>(options =>
        {
            options.ValidationInterval = TimeSpan.FromMinutes(1);
            options.OnRefreshingPrincipal = SessionCookie.CarryOverAsync;
        });
        services.AddAuthentication(PortalScheme)
            .AddPolicyScheme(PortalScheme, displayName: null, options => options.ForwardDefaultSelector = SchemeOf)
            .AddCookie(IdentityConstants.ApplicationScheme, ConfigureCookie)
            .AddCookie(IdentityConstants.TwoFactorUserIdScheme, ConfigureCodeCookie)
            // Identity asks for and clears the cookies of these schemes too, and fails if there are none; we never set them.
            .AddCookie(IdentityConstants.TwoFactorRememberMeScheme)
            .AddCookie(IdentityConstants.ExternalScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthenticationHandler>(
                ApiKeyAuthenticationHandler.Scheme, configureOptions: null);
    }

    /// <summary>An API key is for programs; a page takes the cookie whatever else the request carries.</summary>
    private static string SchemeOf(HttpContext context) =>
        ApiProblem.IsForProgram(context.Request) && ApiKeyAuthenticationHandler.KeyOf(context.Request) is not null
            ? ApiKeyAuthenticationHandler.Scheme
            : IdentityConstants.ApplicationScheme;

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = CookieName;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = BrowserSessions.Length;
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.LogoutPath = "/sign-out";
        options.AccessDeniedPath = "/access-denied";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnValidatePrincipal = SessionCookie.ValidateAsync;
        options.Events.OnRedirectToLogin = context =>
            RedirectPeople(context, StatusCodes.Status401Unauthorized, "Sign in, or send an API key as Authorization: Bearer.");
        options.Events.OnRedirectToAccessDenied = context =>
            RedirectPeople(context, StatusCodes.Status403Forbidden, "Your role does not allow it.");
    }

    private static void ConfigureCodeCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "pbxportal-code";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeForCode;
        options.SlidingExpiration = false;
    }

    private static Task RedirectPeople(RedirectContext<CookieAuthenticationOptions> context, int status, string detail)
    {
        if (ApiProblem.IsForProgram(context.Request))
        {
            return ApiProblem.WriteAsync(context.HttpContext, status, detail);
        }

        // The start page is one of devices; a phone user has a start page of his own.
        var isPhoneUser = context.Request.Path == "/" && PortalAccess.PhoneUserOf(context.HttpContext.User) is not null;
        context.Response.Redirect(isPhoneUser ? "/my" : context.RedirectUri);
        return Task.CompletedTask;
    }

    private static void AddPortalPolicies(this IServiceCollection services)
    {
        services.AddSingleton<IAuthorizationHandler, PortalRequirementHandler>();
        services.AddAuthorizationBuilder()
            .AddPolicy(PortalPolicies.See, policy => policy.Requires(PortalRole.ReadOnly))
            .AddPolicy(PortalPolicies.ControlDevices, policy => policy.Requires(PortalRole.HelpDesk))
            .AddPolicy(PortalPolicies.ManageUsers, policy => policy.Requires(PortalRole.Admin))
            .AddPolicy(PortalPolicies.Own, policy => policy.Requires(PortalRole.Owner))
            .AddPolicy(PortalPolicies.HaveAccount, policy => policy.Requires(who => PortalPrincipal.AccountIdOf(who) is not null))
            .AddPolicy(PortalPolicies.OwnPhones, policy => policy.Requires(who => PortalAccess.PhoneUserOf(who) is not null))
            .AddPolicy(PortalPolicies.SetUpPhones, policy => policy.Requires(
                who => PortalAccess.PhoneUserOf(who) is not null || PortalAccess.HasAnywhere(who, PortalRole.Admin)));
    }

    private static void Requires(this AuthorizationPolicyBuilder policy, PortalRole atLeast) =>
        policy.RequireAuthenticatedUser().AddRequirements(new PortalRequirement(atLeast));

    private static void Requires(this AuthorizationPolicyBuilder policy, Predicate<System.Security.Claims.ClaimsPrincipal> holds) =>
        policy.RequireAuthenticatedUser().RequireAssertion(context => holds(context.User));
}
