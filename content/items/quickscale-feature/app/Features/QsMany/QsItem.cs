using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
#if (hasTeams)
using QuickScale.Modules.Core;
#endif

namespace QsApp.Features.QsMany;

/// <summary>
/// Qs item: a row of qs_many. What it has to hold besides goes here, into <see cref="QsItemInput"/> and the pages, and into a migration.
/// </summary>
#if (hasTeams)
public sealed class QsItem : IGlobalEntity
#else
public sealed class QsItem
#endif
{
    public const int LongestName = 200;
    public const int LongestNotes = 2000;

    public Guid Id { get; set; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public string? Notes { get; set; }

    public DateTime CreatedUtc { get; set; }

    /// <summary>Counts the changes: whoever saves or deletes has to have seen the last one.</summary>
    public int Version { get; set; }
}

internal sealed class QsItemConfiguration : IEntityTypeConfiguration<QsItem>
{
    public void Configure(EntityTypeBuilder<QsItem> builder)
    {
        builder.ToTable("qs_many");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Name).HasMaxLength(QsItem.LongestName);
        builder.Property(row => row.Notes).HasMaxLength(QsItem.LongestNotes);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasIndex(row => row.CreatedUtc);
    }
}
