/** What each action of the record of changes is called. */
export const actions: Readonly<Record<string, string>> = {
  "team.created": "Team made",
  "team.updated": "Team changed",
  "team.deleted": "Team deleted",
  "team.restored": "Team restored",
  "team.suspended": "Team suspended",
  "team.resumed": "Team resumed",
  "team.exported": "Data downloaded",
  "team.transferred": "Team handed over",
  "member.joined": "Member joined",
  "member.role_changed": "Role of a member changed",
  "member.disabled": "Member disabled",
  "member.enabled": "Member enabled",
  "member.removed": "Member removed",
  "member.left": "Member left",
  "role.created": "Role made",
  "role.updated": "Role changed",
  "role.deleted": "Role deleted",
  "invitation.sent": "Invitation sent",
  "invitation.resent": "Invitation sent again",
  "invitation.revoked": "Invitation taken back",
  "invitation.accepted": "Invitation accepted",
  "invitation.declined": "Invitation declined",
  "audit.exported": "Record downloaded",
};

/** What stands before or after a change, a JSON object, in one line: "name: Acme, slug: acme". */
export function inWords(json: string | null): string {
  if (json === null) {
    return "";
  }

  let values: unknown;
  try {
    values = JSON.parse(json);
  } catch {
    return json; // Whatever wrote it: the record shows what there is.
  }

  return typeof values === "object" && values !== null
    ? Object.entries(values)
        .map(([name, value]) => `${name}: ${text(value)}`)
        .join(", ")
    : text(values);
}

const text = (value: unknown): string => (value === null ? "none" : Array.isArray(value) ? value.map(text).join(" ") : typeof value === "object" ? JSON.stringify(value) : String(value));
