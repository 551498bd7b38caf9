using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>The section <c>Files</c>.</summary>
public sealed class FileSettings
{
    /// <summary>
    /// The folder of stored files. Deployed instances need a whole path, on a volume that outlives them; elsewhere a path starts from the
    /// content root, and without one it is the folder <c>files</c> there.
    /// </summary>
    public string Folder { get; set; } = "";
}

/// <summary>Fills in the folder, and keeps a deployed instance from storing files where its next version does not find them.</summary>
internal sealed class FileSettingsCheck(IHostEnvironment environment) : IPostConfigureOptions<FileSettings>, IValidateOptions<FileSettings>
{
    public void PostConfigure(string? name, FileSettings options)
    {
        if (!environment.IsDeployed())
        {
            options.Folder = Path.GetFullPath(options.Folder.Length > 0 ? options.Folder : "files", environment.ContentRootPath);
        }
    }

    public ValidateOptionsResult Validate(string? name, FileSettings options) =>
        Path.IsPathFullyQualified(options.Folder)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Set Files__Folder to a folder on a persistent volume, by its whole path: files that people bring are kept there.");
}
