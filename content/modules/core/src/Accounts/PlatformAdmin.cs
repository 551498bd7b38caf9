using Microsoft.AspNetCore.Authorization;

namespace QuickScale.Modules.Core;

/// <summary>
/// The right to run the whole installation, across all accounts. Nobody has it until a module grants it by an
/// <see cref="AuthorizationHandler{TRequirement}"/> of this requirement.
/// </summary>
public sealed class PlatformAdmin : IAuthorizationRequirement
{
    /// <summary>Name of the policy, as in <c>[Authorize(PlatformAdmin.Policy)]</c>.</summary>
    public const string Policy = "PlatformAdmin";
}
