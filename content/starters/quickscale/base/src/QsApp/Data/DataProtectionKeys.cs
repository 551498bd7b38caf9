using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace QsApp.Data;

/// <summary>Keeps the data-protection key ring in the application's database, so that all instances share it and it outlives them.</summary>
internal sealed partial class DataProtectionKeys(IServiceScopeFactory scopes, TimeProvider time, ILogger<DataProtectionKeys> logger) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var elements = new List<XElement>();
        foreach (var key in context.DataProtectionKeys.AsNoTracking().OrderBy(key => key.CreatedUtc))
        {
            try
            {
                elements.Add(XElement.Parse(key.Xml));
            }
            catch (XmlException)
            {
                // One damaged row must not cost the other keys.
                LogDamaged(key.Id);
            }
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var scope = scopes.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        context.DataProtectionKeys.Add(new DataProtectionKey
        {
            Id = Guid.CreateVersion7(),
            FriendlyName = friendlyName,
            Xml = WithoutAssemblyVersions(element).ToString(SaveOptions.DisableFormatting),
            CreatedUtc = time.GetUtcNow().UtcDateTime,
        });
        context.SaveChanges();
    }

    /// <summary>A key names the type that decrypts it with that assembly's version, which an earlier release, rolled back to, could not load.</summary>
    private static XElement WithoutAssemblyVersions(XElement element)
    {
        var copy = new XElement(element);
        foreach (var type in copy.DescendantsAndSelf().Attributes("decryptorType"))
        {
            if (type.Value == typeof(AppSecretDecryptor).AssemblyQualifiedName)
            {
                type.Value = $"{typeof(AppSecretDecryptor).FullName}, {typeof(AppSecretDecryptor).Assembly.GetName().Name}";
            }
        }

        return copy;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The data-protection key in row {Id} is not XML and is ignored; delete the row.")]
    private partial void LogDamaged(Guid id);
}
