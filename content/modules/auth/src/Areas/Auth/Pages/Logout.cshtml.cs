using Microsoft.AspNetCore.Mvc;

namespace QuickScale.Modules.Auth.Pages;

public sealed class LogoutModel(SignOut signOut) : AuthPageModel
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await signOut.RunAsync(User, cancellationToken);
        return To("/");
    }
}
