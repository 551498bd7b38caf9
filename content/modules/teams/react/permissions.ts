/** What pages ask for, as the server names it. */
export const permissions = {
  readMembers: "members.read",
  invite: "members.invite",
  manageRoles: "roles.manage",
  update: "team.update",
  transfer: "team.transfer",
  export: "team.export",
  delete: "team.delete",
  readAudit: "audit.read",
} as const;
