using System.Security.Cryptography;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace QsApp.Data;

/// <summary>Keeps the data-protection key ring in the application's database, so that all instances share it and it outlives them.</summary>
internal sealed partial class DataProtectionKeys(IServiceScopeFactory scopes, AppSecret secret, TimeProvider time, ILogger<DataProtectionKeys> logger) : IXmlRepository
{
    private int _warned;

    /// <summary>The keys that App:Secret opens: one that it does not is as good as none, and the data-protection system then makes a new one.</summary>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        var context = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var elements = new List<XElement>();
        foreach (var key in context.DataProtectionKeys.AsNoTracking().OrderBy(key => key.CreatedUtc))
        {
            try
            {
                var element = XElement.Parse(key.Xml);
                if (IsOpenable(element))
                {
                    elements.Add(element);
                }
                else if (Interlocked.Exchange(ref _warned, 1) == 0)
                {
                    LogOtherSecret();
                }
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

    private bool IsOpenable(XElement element)
    {
        try
        {
            foreach (var sealedKey in element.Descendants(AppSecretEncryptor.SealedKey))
            {
                secret.Decrypt(Convert.FromBase64String(sealedKey.Value));
            }

            return true;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return false;
        }
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "A data-protection key was written under another App__Secret: cookies made with it are void and new keys are made; to keep them, restore the earlier secret.")]
    private partial void LogOtherSecret();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The data-protection key in row {Id} is not XML and is ignored; delete the row.")]
    private partial void LogDamaged(Guid id);
}
