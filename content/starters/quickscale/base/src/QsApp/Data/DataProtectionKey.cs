using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace QsApp.Data;

/// <summary>One element of the data-protection key ring, which protects cookies and tokens; encrypted with App:Secret.</summary>
public sealed class DataProtectionKey
{
    public Guid Id { get; set; }

    public required string FriendlyName { get; set; }

    public required string Xml { get; set; }

    public DateTime CreatedUtc { get; set; }
}

internal sealed class DataProtectionKeyConfiguration : IEntityTypeConfiguration<DataProtectionKey>
{
    public void Configure(EntityTypeBuilder<DataProtectionKey> builder)
    {
        builder.ToTable("data_protection_keys");
        builder.Property(key => key.Id).ValueGeneratedNever();
        builder.Property(key => key.FriendlyName).HasMaxLength(200);
    }
}
