using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace QuickScale.Modules.Auth.Pages.Account;

[Authorize(AuthPolicies.SignedIn)]
[RequireReauthentication]
[WithoutTerms]
public sealed class DataModel(PersonalDataExport export) : AuthPageModel
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var result = await export.RunAsync(User, cancellationToken);
        return result.Value is { } file ? File(file.Content, file.ContentType, file.Name) : Refuse(result);
    }
}
