using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QuickScale.Modules.Billing.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "billing_accounts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    OwnerKind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    OwnerId = table.Column<Guid>(type: "uuid", nullable: false),
                    Provider = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    CustomerId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    LiveMode = table.Column<bool>(type: "boolean", nullable: true),
                    Email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    EmailDueAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    TaxIds = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    TrialUsedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    TrialMark = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    SuspendedReason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    DisputedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ErasedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    SyncedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LastEventAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LeasedUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    LeasedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Stamp = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_accounts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "billing_events",
                columns: table => new
                {
                    Provider = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    EventId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Type = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    CustomerId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    Payload = table.Column<string>(type: "text", nullable: false),
                    PayloadHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    ApiVersion = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    LiveMode = table.Column<bool>(type: "boolean", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ReceivedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    HandledAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_events", x => new { x.Provider, x.EventId });
                });

            migrationBuilder.CreateTable(
                name: "billing_meter_prices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Provider = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    ExternalId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    LiveMode = table.Column<bool>(type: "boolean", nullable: false),
                    PlanKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Meter = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Interval = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    UnitAmount = table.Column<long>(type: "bigint", nullable: false),
                    IsCurrent = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_meter_prices", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "billing_prices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Provider = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    ExternalId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    LiveMode = table.Column<bool>(type: "boolean", nullable: false),
                    PlanKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Interval = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    UnitAmount = table.Column<long>(type: "bigint", nullable: false),
                    IsCurrent = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_prices", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "billing_card_reminders",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    CardId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Expires = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_card_reminders", x => x.Id);
                    table.ForeignKey(
                        name: "FK_billing_card_reminders_billing_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "billing_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_invoices",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    Provider = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    ExternalId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    LiveMode = table.Column<bool>(type: "boolean", nullable: false),
                    SubscriptionId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    Number = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    Status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Total = table.Column<long>(type: "bigint", nullable: false),
                    Tax = table.Column<long>(type: "bigint", nullable: false),
                    AmountPaid = table.Column<long>(type: "bigint", nullable: false),
                    AmountRemaining = table.Column<long>(type: "bigint", nullable: false),
                    AmountRefunded = table.Column<long>(type: "bigint", nullable: false),
                    HasFailedRefund = table.Column<bool>(type: "boolean", nullable: false),
                    IsDisputed = table.Column<bool>(type: "boolean", nullable: false),
                    AttemptCount = table.Column<int>(type: "integer", nullable: false),
                    NextPaymentAttempt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    HostedUrl = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    PdfUrl = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    PaidAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_invoices", x => x.Id);
                    table.ForeignKey(
                        name: "FK_billing_invoices_billing_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "billing_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_ledger",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    EventId = table.Column<string>(type: "character varying(319)", maxLength: 319, nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    PlanKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    LiveMode = table.Column<bool>(type: "boolean", nullable: false),
                    AmountDelta = table.Column<long>(type: "bigint", nullable: false),
                    MrrDelta = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_ledger", x => x.Id);
                    table.ForeignKey(
                        name: "FK_billing_ledger_billing_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "billing_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_overrides",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Value = table.Column<long>(type: "bigint", nullable: true),
                    Until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    By = table.Column<Guid>(type: "uuid", nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_overrides", x => x.Id);
                    table.ForeignKey(
                        name: "FK_billing_overrides_billing_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "billing_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_purchases",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    Provider = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    ExternalId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    LiveMode = table.Column<bool>(type: "boolean", nullable: false),
                    PlanKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    PurchasedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    IsRefunded = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_purchases", x => x.Id);
                    table.ForeignKey(
                        name: "FK_billing_purchases_billing_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "billing_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_reversals",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    Provider = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    ExternalId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    LiveMode = table.Column<bool>(type: "boolean", nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    InvoiceId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    StatusName = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    RespondBy = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_reversals", x => x.Id);
                    table.ForeignKey(
                        name: "FK_billing_reversals_billing_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "billing_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_seat_jobs",
                columns: table => new
                {
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    Quantity = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<Guid>(type: "uuid", nullable: false),
                    DueAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_seat_jobs", x => x.AccountId);
                    table.ForeignKey(
                        name: "FK_billing_seat_jobs_billing_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "billing_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_subscriptions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    Provider = table.Column<string>(type: "character varying(30)", maxLength: 30, nullable: false),
                    ExternalId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    LiveMode = table.Column<bool>(type: "boolean", nullable: false),
                    PlanKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PriceId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    ItemId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    Status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    UnknownStatus = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    Quantity = table.Column<int>(type: "integer", nullable: false),
                    PaidSeats = table.Column<int>(type: "integer", nullable: false),
                    Interval = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    UnitAmount = table.Column<long>(type: "bigint", nullable: false),
                    Mrr = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    CurrentPeriodStart = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    CurrentPeriodEnd = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    TrialEnd = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    CancelAtPeriodEnd = table.Column<bool>(type: "boolean", nullable: false),
                    CancelAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Discount = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    DiscountEndsAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    PausedFrom = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ResumesAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    ScheduledPlanKey = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    ScheduleId = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true),
                    FirstPaymentFailedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    MeteredJson = table.Column<string>(type: "text", nullable: false),
                    SyncedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_subscriptions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_billing_subscriptions_billing_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "billing_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "billing_usage",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    Meter = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Quantity = table.Column<long>(type: "bigint", nullable: false),
                    IdempotencyKey = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    SentAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    FirstTriedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    GivenUpAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    NextAttemptAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_billing_usage", x => x.Id);
                    table.ForeignKey(
                        name: "FK_billing_usage_billing_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "billing_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_billing_accounts_EmailDueAt",
                table: "billing_accounts",
                column: "EmailDueAt");

            migrationBuilder.CreateIndex(
                name: "IX_billing_accounts_OwnerKind_OwnerId",
                table: "billing_accounts",
                columns: new[] { "OwnerKind", "OwnerId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_accounts_Provider_CustomerId",
                table: "billing_accounts",
                columns: new[] { "Provider", "CustomerId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_accounts_SyncedAt",
                table: "billing_accounts",
                column: "SyncedAt");

            migrationBuilder.CreateIndex(
                name: "IX_billing_accounts_TrialMark",
                table: "billing_accounts",
                column: "TrialMark");

            migrationBuilder.CreateIndex(
                name: "IX_billing_card_reminders_AccountId_CardId_Expires",
                table: "billing_card_reminders",
                columns: new[] { "AccountId", "CardId", "Expires" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_events_Provider_CustomerId_State",
                table: "billing_events",
                columns: new[] { "Provider", "CustomerId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_billing_events_ReceivedAt",
                table: "billing_events",
                column: "ReceivedAt");

            migrationBuilder.CreateIndex(
                name: "IX_billing_events_State_NextAttemptAt",
                table: "billing_events",
                columns: new[] { "State", "NextAttemptAt" });

            migrationBuilder.CreateIndex(
                name: "IX_billing_invoices_AccountId_CreatedAt",
                table: "billing_invoices",
                columns: new[] { "AccountId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_billing_invoices_Provider_ExternalId",
                table: "billing_invoices",
                columns: new[] { "Provider", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_ledger_AccountId",
                table: "billing_ledger",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_billing_ledger_At",
                table: "billing_ledger",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_billing_ledger_EventId",
                table: "billing_ledger",
                column: "EventId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_meter_prices_PlanKey_Interval_Currency",
                table: "billing_meter_prices",
                columns: new[] { "PlanKey", "Interval", "Currency" });

            migrationBuilder.CreateIndex(
                name: "IX_billing_meter_prices_Provider_ExternalId",
                table: "billing_meter_prices",
                columns: new[] { "Provider", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_overrides_AccountId_Key",
                table: "billing_overrides",
                columns: new[] { "AccountId", "Key" });

            migrationBuilder.CreateIndex(
                name: "IX_billing_prices_PlanKey_Interval_Currency",
                table: "billing_prices",
                columns: new[] { "PlanKey", "Interval", "Currency" });

            migrationBuilder.CreateIndex(
                name: "IX_billing_prices_Provider_ExternalId",
                table: "billing_prices",
                columns: new[] { "Provider", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_purchases_AccountId",
                table: "billing_purchases",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_billing_purchases_Provider_ExternalId",
                table: "billing_purchases",
                columns: new[] { "Provider", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_reversals_AccountId",
                table: "billing_reversals",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_billing_reversals_Provider_ExternalId",
                table: "billing_reversals",
                columns: new[] { "Provider", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_seat_jobs_DueAt",
                table: "billing_seat_jobs",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_billing_subscriptions_AccountId",
                table: "billing_subscriptions",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_billing_subscriptions_Provider_ExternalId",
                table: "billing_subscriptions",
                columns: new[] { "Provider", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_usage_AccountId_Meter_At",
                table: "billing_usage",
                columns: new[] { "AccountId", "Meter", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_billing_usage_IdempotencyKey",
                table: "billing_usage",
                column: "IdempotencyKey",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_billing_usage_SentAt_GivenUpAt_NextAttemptAt",
                table: "billing_usage",
                columns: new[] { "SentAt", "GivenUpAt", "NextAttemptAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "billing_card_reminders");

            migrationBuilder.DropTable(
                name: "billing_events");

            migrationBuilder.DropTable(
                name: "billing_invoices");

            migrationBuilder.DropTable(
                name: "billing_ledger");

            migrationBuilder.DropTable(
                name: "billing_meter_prices");

            migrationBuilder.DropTable(
                name: "billing_overrides");

            migrationBuilder.DropTable(
                name: "billing_prices");

            migrationBuilder.DropTable(
                name: "billing_purchases");

            migrationBuilder.DropTable(
                name: "billing_reversals");

            migrationBuilder.DropTable(
                name: "billing_seat_jobs");

            migrationBuilder.DropTable(
                name: "billing_subscriptions");

            migrationBuilder.DropTable(
                name: "billing_usage");

            migrationBuilder.DropTable(
                name: "billing_accounts");
        }
    }
}
