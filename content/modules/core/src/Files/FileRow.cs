using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace QuickScale.Modules.Core;

/// <summary>A stored file in the database.</summary>
public sealed class FileRow
{
    public const int LongestKey = 40;

    public required string Key { get; init; }

    public required byte[] Bytes { get; init; }

    public required DateTime CreatedUtc { get; init; }

    internal static void Map(EntityTypeBuilder<FileRow> entity)
    {
        entity.ToTable("core_files");
        entity.HasKey(file => file.Key);
        entity.Property(file => file.Key).HasMaxLength(LongestKey);
    }
}
