using System.ComponentModel.DataAnnotations;

namespace QsApp.Features.QsMany;

/// <summary>What people write, and what it has to be.</summary>
public sealed class QsItemInput
{
    // No database takes all control characters.
    private const string OneLine = @"[^\p{Cc}]*";
    private const string Lines = @"(?:[^\p{Cc}]|[\n\t])*";
    private const string Unprintable = "Leave out characters that cannot be shown.";

    [Required(ErrorMessage = "Write a name.")]
    [StringLength(QsItem.LongestName, ErrorMessage = "A name has at most {1} characters.")]
    [RegularExpression(OneLine, ErrorMessage = Unprintable)]
    public string? Name { get; set; }

    /// <summary>A browser sends two characters for the end of a line; it counts as one.</summary>
    [StringLength(QsItem.LongestNotes, ErrorMessage = "Notes have at most {1} characters.")]
    [RegularExpression(Lines, ErrorMessage = Unprintable)]
    public string? Notes { get; set => field = value?.ReplaceLineEndings("\n"); }

    /// <summary>The version that was seen; of no account for a new one.</summary>
    public int Version { get; set; }

    public static QsItemInput Of(QsItem row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new QsItemInput { Name = row.Name, Notes = row.Notes, Version = row.Version };
    }

    /// <summary>A new row of valid input.</summary>
    public QsItem Make(DateTime createdUtc)
    {
        var row = new QsItem { Name = "", CreatedUtc = createdUtc };
        WriteTo(row);
        return row;
    }

    /// <summary>Gives a row what was written; the input is valid.</summary>
    public void WriteTo(QsItem row)
    {
        ArgumentNullException.ThrowIfNull(row);
        row.Name = Name!.Trim();
        row.Notes = string.IsNullOrWhiteSpace(Notes) ? null : Notes.Trim();
    }
}
