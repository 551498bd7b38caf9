using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QuickScale.Modules.Notifications.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "notifications_digests",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Day = table.Column<DateOnly>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifications_digests", x => new { x.UserId, x.Day });
                });

            migrationBuilder.CreateTable(
                name: "notifications_emails",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    To = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: true),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Locale = table.Column<string>(type: "TEXT", maxLength: 35, nullable: false),
                    TimeZone = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Content = table.Column<string>(type: "TEXT", nullable: true),
                    Subject = table.Column<string>(type: "TEXT", maxLength: 250, nullable: true),
                    IdempotencyKey = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    NotAfter = table.Column<DateTime>(type: "TEXT", nullable: false),
                    LeasedUntil = table.Column<DateTime>(type: "TEXT", nullable: true),
                    LeasedBy = table.Column<Guid>(type: "TEXT", nullable: true),
                    ProviderName = table.Column<string>(type: "TEXT", maxLength: 30, nullable: true),
                    ProviderId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    QueuedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    SentAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    CanRepeat = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsTransactional = table.Column<bool>(type: "INTEGER", nullable: false),
                    Stamp = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifications_emails", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "notifications_items",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Title = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Body = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    Link = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ReadAt = table.Column<DateTime>(type: "TEXT", nullable: true),
                    IsShown = table.Column<bool>(type: "INTEGER", nullable: false),
                    AwaitsDigest = table.Column<bool>(type: "INTEGER", nullable: false),
                    DigestedAt = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifications_items", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "notifications_preferences",
                columns: table => new
                {
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Channel = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifications_preferences", x => new { x.UserId, x.Kind, x.Channel });
                });

            migrationBuilder.CreateTable(
                name: "notifications_suppressions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    EmailNormalized = table.Column<string>(type: "TEXT", maxLength: 254, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Source = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifications_suppressions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "notifications_webhook_tokens",
                columns: table => new
                {
                    Provider = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    Token = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    BodyHash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifications_webhook_tokens", x => new { x.Provider, x.Token });
                });

            migrationBuilder.CreateTable(
                name: "notifications_events",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Provider = table.Column<string>(type: "TEXT", maxLength: 30, nullable: false),
                    ProviderEventId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    EmailId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Type = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    At = table.Column<DateTime>(type: "TEXT", nullable: false),
                    ReceivedAt = table.Column<DateTime>(type: "TEXT", nullable: false),
                    Detail = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_notifications_events", x => x.Id);
                    table.ForeignKey(
                        name: "FK_notifications_events_notifications_emails_EmailId",
                        column: x => x.EmailId,
                        principalTable: "notifications_emails",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "IX_notifications_digests_Day",
                table: "notifications_digests",
                column: "Day");

            migrationBuilder.CreateIndex(
                name: "IX_notifications_emails_IdempotencyKey",
                table: "notifications_emails",
                column: "IdempotencyKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_notifications_emails_ProviderName_ProviderId",
                table: "notifications_emails",
                columns: new[] { "ProviderName", "ProviderId" });

            migrationBuilder.CreateIndex(
                name: "IX_notifications_emails_QueuedAt",
                table: "notifications_emails",
                column: "QueuedAt");

            migrationBuilder.CreateIndex(
                name: "IX_notifications_emails_State_IsTransactional_NextAttemptAt",
                table: "notifications_emails",
                columns: new[] { "State", "IsTransactional", "NextAttemptAt" },
                descending: new[] { false, true, false });

            migrationBuilder.CreateIndex(
                name: "IX_notifications_emails_UserId_QueuedAt",
                table: "notifications_emails",
                columns: new[] { "UserId", "QueuedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_notifications_events_EmailId",
                table: "notifications_events",
                column: "EmailId");

            migrationBuilder.CreateIndex(
                name: "IX_notifications_events_Provider_ProviderEventId",
                table: "notifications_events",
                columns: new[] { "Provider", "ProviderEventId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_notifications_events_ReceivedAt",
                table: "notifications_events",
                column: "ReceivedAt");

            migrationBuilder.CreateIndex(
                name: "IX_notifications_items_UserId",
                table: "notifications_items",
                column: "UserId",
                filter: "\"AwaitsDigest\"");

            migrationBuilder.CreateIndex(
                name: "IX_notifications_items_UserId_CreatedAt",
                table: "notifications_items",
                columns: new[] { "UserId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_notifications_items_UserId_ReadAt",
                table: "notifications_items",
                columns: new[] { "UserId", "ReadAt" });

            migrationBuilder.CreateIndex(
                name: "IX_notifications_suppressions_EmailNormalized",
                table: "notifications_suppressions",
                column: "EmailNormalized",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_notifications_webhook_tokens_At",
                table: "notifications_webhook_tokens",
                column: "At");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "notifications_digests");

            migrationBuilder.DropTable(
                name: "notifications_events");

            migrationBuilder.DropTable(
                name: "notifications_items");

            migrationBuilder.DropTable(
                name: "notifications_preferences");

            migrationBuilder.DropTable(
                name: "notifications_suppressions");

            migrationBuilder.DropTable(
                name: "notifications_webhook_tokens");

            migrationBuilder.DropTable(
                name: "notifications_emails");
        }
    }
}
