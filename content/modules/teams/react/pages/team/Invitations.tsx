import { useState } from "react";
import { Link } from "react-router";
import * as v from "valibot";
import { Alert, Badge, Button, DataTable, Form, TextField, useAccount, useForm } from "#host";
import { Done, useSayDone } from "../../../../auth/react/parts/Done";
import { useSensitive } from "../../../../auth/react/SensitiveActions";
import { Submit } from "../../../../auth/react/parts/Submit";
import { useSearchValue } from "../../../../auth/react/parts/useSearchValue";
import { showTime } from "../../../../auth/react/times";
import { api, bodyOf } from "../../api/client";
import { type Invitation, type InviteOutcome, type NewLink, useInvitations, useRefresh, useRoles, useTeam } from "../../api/queries";
import { AskedButton } from "../../parts/AskedButton";
import { ChoiceField, LinesField } from "../../parts/Fields";
import { TeamPage } from "../../parts/TeamPage";
import { useAction } from "../../parts/useAction";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

export function Component() {
  return (
    <TeamPage heading="Invitations" needs={permissions.invite}>
      <Invitations />
    </TeamPage>
  );
}

function Invitations() {
  const team = useTeam();
  const { invitations, offersLinks, mostAtOnce, next } = useInvitations(useSearchValue("before"));
  const { busy, refusal, run } = useAction();
  const [outcomes, setOutcomes] = useState<readonly InviteOutcome[]>([]);
  const [link, setLink] = useState<NewLink>();
  return (
    <>
      {refusal}
      <Done
        says={{
          sent: "The invitation is on its way.",
          resent: "The invitation is sent again, with a new link.",
          revoked: "The invitation is taken back.",
        }}
      />
      {outcomes.length > 0 && <Outcomes outcomes={outcomes} />}
      {link && <MadeLink link={link} />}
      <h2>Invite by e-mail</h2>
      <InviteForm mostAtOnce={mostAtOnce} onInvited={setOutcomes} />
      <h2>Who is invited</h2>
      {invitations.length === 0 ? <p>Nobody waits to join.</p> : <Pending invitations={invitations} busy={busy} run={run} />}
      {next !== null && (
        <p>
          <Link to={`${paths.invitations(team.slug)}?before=${next}`}>Older invitations</Link>
        </p>
      )}
      {offersLinks && (
        <>
          <h2>Invite by a link</h2>
          <LinkForm onMade={setLink} />
        </>
      )}
    </>
  );
}

/** What became of each address, where not all were written to. */
function Outcomes({ outcomes }: { outcomes: readonly InviteOutcome[] }) {
  return (
    <>
      <Alert kind="warning">{`${outcomes.filter((one) => one.outcome === "sent").length} of ${outcomes.length} were invited.`}</Alert>
      <DataTable
        label="What became of each address"
        columns={[
          { header: "Address", cell: (one) => one.email, isRowHeader: true },
          { header: "Outcome", cell: (one) => words[one.outcome] ?? "Is no e-mail address" },
        ]}
        rows={outcomes}
        keyOf={(one) => one.email}
      />
    </>
  );
}

const words: Record<string, string> = {
  sent: "Invited",
  already_member: "Is a member already",
  already_invited: "Is invited already; send the message again below",
};

/** The roles that the user may give, and the one that most people get. */
function useChoices() {
  const { roles } = useRoles();
  const given = roles.filter((role) => role.mayGive);
  const usual = given.find((role) => role.key === "member") ?? given.at(-1);
  return { choices: given.map((role) => ({ value: role.id, label: role.name, key: role.key })), usual: usual?.id ?? "" };
}

const inviteSchema = v.object({ emails: v.string(), roleId: v.string() });

function InviteForm({ mostAtOnce, onInvited }: { mostAtOnce: number; onInvited: (outcomes: readonly InviteOutcome[]) => void }) {
  const team = useTeam();
  const { choices, usual } = useChoices();
  const sensitive = useSensitive();
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const form = useForm({
    schema: inviteSchema,
    defaultValues: { emails: "", roleId: usual },
    onSubmit: async (body) => {
      onInvited([]);
      sayDone();
      // To invite an owner is sensitive.
      const { sent, outcomes } = await sensitive(() => bodyOf(api.POST("/api/teams/{team}/invitations", { params: { path: { team: team.slug } }, body })));
      // What is no address can be put right and sent again.
      form.reset({ ...body, emails: outcomes.filter((one) => one.outcome === "invalid").map((one) => one.email).join("\n") });
      await refresh();
      if (sent === outcomes.length) {
        sayDone("sent");
      } else {
        onInvited(outcomes);
      }
    },
  });
  return (
    <Form of={form}>
      <LinesField name="emails" label="E-mail addresses" rows={3} hint={`One or several, up to ${mostAtOnce} at once: a line each, or with commas between them.`} />
      <ChoiceField name="roleId" label="Role" choices={choices} />
      <Submit>Invite</Submit>
    </Form>
  );
}

/** The secret of a link: nothing shows it again. */
function MadeLink({ link }: { link: NewLink }) {
  const { user } = useAccount();
  return (
    <>
      <h2>The link</h2>
      <p>Whoever has it can join until {showTime(link.expiresAt, user?.timeZone)}. It is shown this once.</p>
      <p>
        <span className="code">{link.url}</span>
      </p>
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
      <ChoiceField name="linkRoleId" label="Role of those who join" choices={choices.filter((role) => role.key !== "owner")} />
      <TextField name="maxUses" label="How many may join" inputMode="numeric" autoComplete="off" hint="Empty sets no limit." maxLength={4} />
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
      label="Who is invited"
      columns={[
        { header: "Address", cell: (one) => <Invited invitation={one} />, isRowHeader: true },
        { header: "Role", cell: (one) => one.roleName },
        { header: "Invited by", cell: (one) => one.invitedBy },
        {
          header: "Good until",
          cell: (one) => (
            <>
              {showTime(one.expiresAt, user?.timeZone)} {one.state === "expired" && <Badge kind="warning">Expired</Badge>}
            </>
          ),
        },
        {
          header: "Action",
          cell: (one) =>
            one.mayHandle && (
              <>
                {!one.isLink && (
                  <Button kind="quiet" isBusy={busy === one.id} onClick={() => void run(one.id, () => api.POST("/api/teams/{team}/invitations/{invitationId}/resend", at(one)), "resent")}>
                    Send again<span className="visually-hidden"> to {one.email}</span>
                  </Button>
                )}
                <AskedButton
                  action={`Take back the invitation of ${nameOf(one)}`}
                  warning="The link in the message does not work any more."
                  kind="quiet"
                  isBusy={busy === `${one.id} revoke`}
                  onConfirm={() => void run(`${one.id} revoke`, () => api.DELETE("/api/teams/{team}/invitations/{invitationId}", at(one)), "revoked")}
                >
                  Take back<span className="visually-hidden"> the invitation of {nameOf(one)}</span>
                </AskedButton>
              </>
            ),
        },
      ]}
      rows={invitations}
      keyOf={(one) => one.id}
    />
  );
}

const nameOf = (invitation: Invitation) => invitation.email ?? "Link";

function Invited({ invitation }: { invitation: Invitation }) {
  const { isLink, uses, maxUses } = invitation;
  return (
    <>
      {nameOf(invitation)} {isLink && <span className="small muted">{`${uses} joined${maxUses === null ? "" : ` of ${maxUses}`}`}</span>}
    </>
  );
}
