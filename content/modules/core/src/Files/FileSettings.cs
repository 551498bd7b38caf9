using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace QuickScale.Modules.Core;

/// <summary>The section <c>Files</c>.</summary>
public sealed class FileSettings
{
    /// <summary>
    /// A folder for stored files, on a volume that outlives the instance and that all instances share; deployed instances need its whole
    /// path, elsewhere it starts from the content root. Empty keeps files in the database.
    /// </summary>
    public string Folder { get; set; } = "";
}

/// <summary>Keeps a deployed instance from storing files where its next version does not find them.</summary>
internal sealed class FileSettingsCheck(IHostEnvironment environment) : IPostConfigureOptions<FileSettings>, IValidateOptions<FileSettings>
{
    public void PostConfigure(string? name, FileSettings options)
    {
        if (options.Folder.Length > 0 && !environment.IsDeployed())
        {
            options.Folder = Path.GetFullPath(options.Folder, environment.ContentRootPath);
        }
    }

    public ValidateOptionsResult Validate(string? name, FileSettings options) =>
        options.Folder.Length == 0 || Path.IsPathFullyQualified(options.Folder)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Set Files__Folder to the whole path of a folder on a persistent volume, or leave it out to keep files in the database.");
}
