using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace QuickScale.Modules.Teams.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "teams_purges",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TeamId = table.Column<Guid>(type: "uuid", nullable: false),
                    Slug = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    DeletedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    PurgedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    Report = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_teams_purges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "teams_teams",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Slug = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    Name = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    LogoKey = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    AccentColor = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: true),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    SuspendedReason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    AllowOtherAddresses = table.Column<bool>(type: "boolean", nullable: false),
                    PersonalOf = table.Column<Guid>(type: "uuid", nullable: true),
                    CreatedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    DeletedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    PurgeAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    StateBeforeDeletion = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: true),
                    InvitationsDay = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    InvitationsSent = table.Column<int>(type: "integer", nullable: false),
                    Stamp = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_teams_teams", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "teams_audit",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    At = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ActorId = table.Column<Guid>(type: "uuid", nullable: true),
                    ActorName = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    ImpersonatorId = table.Column<Guid>(type: "uuid", nullable: true),
                    Action = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    TargetKind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    TargetId = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    TargetName = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    Before = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    After = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    Ip = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: true),
                    CorrelationId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_teams_audit", x => x.Id);
                    table.ForeignKey(
                        name: "FK_teams_audit_teams_teams_TenantId",
                        column: x => x.TenantId,
                        principalTable: "teams_teams",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "teams_invitations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    EmailNormalized = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    RoleId = table.Column<Guid>(type: "uuid", nullable: false),
                    TokenHash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    InvitedBy = table.Column<Guid>(type: "uuid", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    SentCount = table.Column<int>(type: "integer", nullable: false),
                    LastSentAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    AskedAgainAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    AcceptedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    AcceptedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    AcceptedEmail = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    DeclinedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    RevokedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    IsLink = table.Column<bool>(type: "boolean", nullable: false),
                    Uses = table.Column<int>(type: "integer", nullable: false),
                    MaxUses = table.Column<int>(type: "integer", nullable: true),
                    Stamp = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_teams_invitations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_teams_invitations_teams_teams_TenantId",
                        column: x => x.TenantId,
                        principalTable: "teams_teams",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "teams_memberships",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    UserId = table.Column<Guid>(type: "uuid", nullable: false),
                    RoleId = table.Column<Guid>(type: "uuid", nullable: false),
                    State = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    JoinedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    InvitedEmail = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    DisplayName = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: false),
                    RemovedAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_teams_memberships", x => x.Id);
                    table.ForeignKey(
                        name: "FK_teams_memberships_auth_users_UserId",
                        column: x => x.UserId,
                        principalTable: "auth_users",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_teams_memberships_teams_teams_TenantId",
                        column: x => x.TenantId,
                        principalTable: "teams_teams",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "teams_roles",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Key = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    Permissions = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_teams_roles", x => x.Id);
                    table.ForeignKey(
                        name: "FK_teams_roles_teams_teams_TenantId",
                        column: x => x.TenantId,
                        principalTable: "teams_teams",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "teams_slugs",
                columns: table => new
                {
                    Slug = table.Column<string>(type: "character varying(63)", maxLength: 63, nullable: false),
                    TeamId = table.Column<Guid>(type: "uuid", nullable: true),
                    TakenAt = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ReservedUntil = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_teams_slugs", x => x.Slug);
                    table.ForeignKey(
                        name: "FK_teams_slugs_teams_teams_TeamId",
                        column: x => x.TeamId,
                        principalTable: "teams_teams",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "IX_teams_audit_At",
                table: "teams_audit",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_teams_audit_TenantId_Action_At",
                table: "teams_audit",
                columns: new[] { "TenantId", "Action", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_teams_audit_TenantId_ActorId_At",
                table: "teams_audit",
                columns: new[] { "TenantId", "ActorId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_teams_audit_TenantId_At",
                table: "teams_audit",
                columns: new[] { "TenantId", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_teams_invitations_EmailNormalized_ExpiresAt",
                table: "teams_invitations",
                columns: new[] { "EmailNormalized", "ExpiresAt" });

            migrationBuilder.CreateIndex(
                name: "IX_teams_invitations_ExpiresAt",
                table: "teams_invitations",
                column: "ExpiresAt");

            migrationBuilder.CreateIndex(
                name: "IX_teams_invitations_TenantId_CreatedAt",
                table: "teams_invitations",
                columns: new[] { "TenantId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_teams_invitations_TenantId_EmailNormalized",
                table: "teams_invitations",
                columns: new[] { "TenantId", "EmailNormalized" },
                unique: true,
                filter: "\"AcceptedAt\" IS NULL AND \"DeclinedAt\" IS NULL AND \"RevokedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_teams_invitations_TenantId_InvitedBy",
                table: "teams_invitations",
                columns: new[] { "TenantId", "InvitedBy" });

            migrationBuilder.CreateIndex(
                name: "IX_teams_invitations_TokenHash",
                table: "teams_invitations",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_teams_memberships_TenantId_State_RoleId",
                table: "teams_memberships",
                columns: new[] { "TenantId", "State", "RoleId" });

            migrationBuilder.CreateIndex(
                name: "IX_teams_memberships_TenantId_UserId",
                table: "teams_memberships",
                columns: new[] { "TenantId", "UserId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_teams_memberships_UserId_State",
                table: "teams_memberships",
                columns: new[] { "UserId", "State" });

            migrationBuilder.CreateIndex(
                name: "IX_teams_purges_PurgedAt",
                table: "teams_purges",
                column: "PurgedAt");

            migrationBuilder.CreateIndex(
                name: "IX_teams_roles_TenantId_Key",
                table: "teams_roles",
                columns: new[] { "TenantId", "Key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_teams_slugs_ReservedUntil",
                table: "teams_slugs",
                column: "ReservedUntil");

            migrationBuilder.CreateIndex(
                name: "IX_teams_slugs_TeamId",
                table: "teams_slugs",
                column: "TeamId");

            migrationBuilder.CreateIndex(
                name: "IX_teams_teams_PersonalOf",
                table: "teams_teams",
                column: "PersonalOf",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_teams_teams_PurgeAt",
                table: "teams_teams",
                column: "PurgeAt");

            migrationBuilder.CreateIndex(
                name: "IX_teams_teams_Slug",
                table: "teams_teams",
                column: "Slug",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "teams_audit");

            migrationBuilder.DropTable(
                name: "teams_invitations");

            migrationBuilder.DropTable(
                name: "teams_memberships");

            migrationBuilder.DropTable(
                name: "teams_purges");

            migrationBuilder.DropTable(
                name: "teams_roles");

            migrationBuilder.DropTable(
                name: "teams_slugs");

            migrationBuilder.DropTable(
                name: "teams_teams");
        }
    }
}
