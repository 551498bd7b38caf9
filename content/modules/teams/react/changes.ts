/** What each action of the record of changes is called, in the order of the list to filter by. */
export const actions: Readonly<Record<string, string>> = {
  "team.created": "Team made",
  "team.updated": "Settings changed",
  "team.deleted": "Team deleted",
  "team.restored": "Team restored",
  "team.suspended": "Team suspended",
  "team.resumed": "Suspension ended",
  "team.exported": "Copy of the data downloaded",
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
  "invitation.accepted": "Invitation accepted by a member",
  "invitation.declined": "Invitation turned down",
  "audit.exported": "List of changes downloaded",
};

/** What was changed, as "role: Member → Admin". */
export function details({ before, after }: { before: string | null; after: string | null }): string {
  const was = valuesOf(before);
  const now = valuesOf(after);
  return [...new Set([...was.keys(), ...now.keys()])]
    .filter((name) => was.get(name) !== now.get(name))
    .map((name) => `${name}: ${[was.get(name), now.get(name)].filter((value) => value !== undefined).join(" → ")}`)
    .join("; ");
}

/** The members of a JSON object as texts, without those that are null. */
function valuesOf(json: string | null): Map<string, string> {
  const read: unknown = json === null ? {} : JSON.parse(json);
  return new Map(
    Object.entries(read as Record<string, unknown>)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
