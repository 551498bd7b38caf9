import { useState } from "react";
import * as v from "valibot";
import { Alert, Badge, Button, Code, DataTable, Form, TextField, useAccount, useForm } from "#host";
import { Done, useSayDone } from "../../../../auth/react/parts/Done";
import { Submit } from "../../../../auth/react/parts/Submit";
import { showTime } from "../../../../auth/react/times";
import { api, bodyOf } from "../../api/client";
import { type Invitation, type InviteOutcome, type NewLink, useInvitations, useRefresh, useRoles, useTeam } from "../../api/queries";
import { ChoiceField, LinesField } from "../../parts/Fields";
import { TeamPage } from "../../parts/TeamPage";
import { useAction } from "../../parts/useAction";
import { permissions } from "../../permissions";

export function Component() {
  return (
    <TeamPage heading="Invitations" needs={permissions.invite}>
      <Invitations />
    </TeamPage>
  );
}

function Invitations() {
  const { invitations, offersLinks } = useInvitations();
  const { busy, refusal, run } = useAction();
  const [outcomes, setOutcomes] = useState<readonly InviteOutcome[]>();
  const [link, setLink] = useState<NewLink>();
  return (
    <>
      {refusal}
      <Done says={{ resent: "The invitation is sent again, and the earlier link is void.", revoked: "The invitation is taken back." }} />
      {outcomes && <Outcomes outcomes={outcomes} />}
      <InviteForm onInvited={setOutcomes} />
      {offersLinks && (
        <>
          <h2>Invite by a link</h2>
          <p>Whoever has the link can join, until it expires or is taken back.</p>
          {link && <MadeLink link={link} />}
          <LinkForm onMade={setLink} />
        </>
      )}
      <h2>Not answered yet</h2>
      {invitations.length === 0 ? (
        <p>Nobody is invited at the moment.</p>
      ) : (
        <Pending invitations={invitations} busy={busy} run={run} />
      )}
    </>
  );
}

function Outcomes({ outcomes }: { outcomes: readonly InviteOutcome[] }) {
  const sent = outcomes.filter((one) => one.outcome === "sent").length;
  const others = outcomes.filter((one) => one.outcome !== "sent");
  return (
    <>
      {sent === 0 ? (
        <Alert kind="warning">Nobody was invited.</Alert>
      ) : (
        <Alert kind="success">{sent === 1 ? "1 invitation is on its way." : `${sent} invitations are on their way.`}</Alert>
      )}
      {others.length > 0 && (
        <ul>
          {others.map((one) => (
            <li key={one.email}>
              {one.email}: {words[one.outcome] ?? one.outcome}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const words: Record<string, string> = {
  already_member: "is in the team already.",
  already_invited: "is invited already. Send it again below.",
  invalid: "is no e-mail address.",
};

/** The roles that the user may give, and the one that most people get. */
function useChoices() {
  const { roles } = useRoles();
  const given = roles.filter((role) => role.mayGive);
  const usual = given.find((role) => role.key === "member") ?? given.at(-1);
  return { choices: given.map((role) => ({ value: role.id, label: role.name, key: role.key })), usual: usual?.id ?? "" };
}

const inviteSchema = v.object({ emails: v.string(), roleId: v.string() });

function InviteForm({ onInvited }: { onInvited: (outcomes?: readonly InviteOutcome[]) => void }) {
  const team = useTeam();
  const { mostAtOnce } = useInvitations();
  const { choices, usual } = useChoices();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const form = useForm({
    schema: inviteSchema,
    defaultValues: { emails: "", roleId: usual },
    onSubmit: async (body) => {
      onInvited();
      sayDone();
      const { outcomes } = await bodyOf(api.POST("/api/teams/{team}/invitations", { params: { path: { team: team.slug } }, body }));
      form.reset();
      await refresh();
      onInvited(outcomes);
    },
  });
  return (
    <Form of={form}>
      <LinesField name="emails" label="E-mail addresses" hint={`One or many, up to ${mostAtOnce}, by commas or on lines of their own.`} />
      <ChoiceField name="roleId" label="Role" choices={choices} />
      <Submit>Invite</Submit>
    </Form>
  );
}

function MadeLink({ link }: { link: NewLink }) {
  const { user } = useAccount();
  return (
    <>
      <Alert kind="success">This is the link. It is shown only now: copy it.</Alert>
      <Code>{link.url}</Code>
      <p>Good until {showTime(link.expiresAt, user?.timeZone)}.</p>
    </>
  );
}

const linkSchema = v.object({
  linkRoleId: v.string(),
  maxUses: v.pipe(v.string(), v.regex(/^\d{0,4}$/, "Please write a number, or leave it empty.")),
});

function LinkForm({ onMade }: { onMade: (link?: NewLink) => void }) {
  const team = useTeam();
  const { choices, usual } = useChoices();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const form = useForm({
    schema: linkSchema,
    defaultValues: { linkRoleId: usual, maxUses: "" },
    onSubmit: async ({ linkRoleId, maxUses }) => {
      onMade();
      sayDone();
      const body = { roleId: linkRoleId, maxUses: maxUses === "" ? null : Number(maxUses) };
      const link = await bodyOf(api.POST("/api/teams/{team}/invitations/links", { params: { path: { team: team.slug } }, body }));
      await refresh();
      onMade(link);
    },
  });
  return (
    <Form of={form}>
      <ChoiceField name="linkRoleId" label="Role of those who come" choices={choices.filter((role) => role.key !== "owner")} />
      <TextField name="maxUses" label="How many may join" inputMode="numeric" autoComplete="off" hint="Empty for no limit." maxLength={4} />
      <Submit kind="secondary">Make a link</Submit>
    </Form>
  );
}

interface PendingProps {
  invitations: readonly Invitation[];
  busy: string | undefined;
  run: ReturnType<typeof useAction>["run"];
}

function Pending({ invitations, busy, run }: PendingProps) {
  const team = useTeam();
  const { user } = useAccount();
  const at = (invitation: Invitation) => ({ params: { path: { team: team.slug, invitationId: invitation.id } } });
  return (
    <DataTable
      label="Invitations"
      columns={[
        { header: "Invited", cell: (one) => one.email ?? usesOf(one), isRowHeader: true },
        { header: "Role", cell: (one) => one.roleName },
        { header: "By", cell: (one) => one.invitedBy },
        { header: "Good until", cell: (one) => showTime(one.expiresAt, user?.timeZone) },
        { header: "State", cell: (one) => (one.state === "expired" ? <Badge kind="warning">Expired</Badge> : <Badge>Pending</Badge>) },
        {
          header: "Action",
          cell: (one) =>
            one.mayHandle && (
              <>
                {one.email !== null && (
                  <Button kind="quiet" isBusy={busy === one.id} onClick={() => void run(one.id, () => api.POST("/api/teams/{team}/invitations/{invitationId}/resend", at(one)), "resent")}>
                    Send again<span className="visually-hidden"> to {one.email}</span>
                  </Button>
                )}
                <Button kind="quiet" isBusy={busy === `${one.id} revoke`} onClick={() => void run(`${one.id} revoke`, () => api.DELETE("/api/teams/{team}/invitations/{invitationId}", at(one)), "revoked")}>
                  Take back<span className="visually-hidden"> {one.email === null ? "the link" : `the invitation of ${one.email}`}</span>
                </Button>
              </>
            ),
        },
      ]}
      rows={invitations}
      keyOf={(one) => one.id}
    />
  );
}

const usesOf = ({ uses, maxUses }: Invitation) => `By a link, used ${maxUses === null ? uses : `${uses} of ${maxUses}`} times`;
