import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { Form, useForm } from "#host";
import { AskedSubmit } from "../../../../auth/react/parts/AskedSubmit";
import { useSensitive } from "../../../../auth/react/SensitiveActions";
import { useSearchValue } from "../../../../auth/react/parts/useSearchValue";
import { api } from "../../api/client";
import { type Member, useMembers, useRefresh, useTeam } from "../../api/queries";
import { ChoiceField } from "../../parts/Fields";
import { TeamPage } from "../../parts/TeamPage";
import { paths } from "../../paths";
import { permissions } from "../../permissions";

export function Component() {
  return (
    <TeamPage heading="Hand the team over" needs={permissions.transfer}>
      <Transfer />
    </TeamPage>
  );
}

/** As many as the server gives at once. */
const mostMembers = 200;

function Transfer() {
  const team = useTeam();
  const after = useSearchValue("after");
  const { members, next } = useMembers(after, mostMembers);
  const others = members.filter((member) => !member.isYou && member.state === "active");
  return (
    <>
      <p>The member whom you choose becomes an owner of the team, and you become an admin. You cannot take that back yourself.</p>
      {others.length === 0 && next === null && after === undefined ? (
        <p>
          There is no other active member. <Link to={paths.invitations(team.slug)}>Invite somebody</Link> first.
        </p>
      ) : (
        // Anew on each page: the choice is one of those that it shows.
        others.length > 0 && <TransferForm key={after ?? ""} others={others} />
      )}
      {next !== null && (
        <p>
          <Link to={`${paths.transfer(team.slug)}?after=${next}`}>Further members</Link>
        </p>
      )}
    </>
  );
}

const schema = v.object({ membershipId: v.string() });

function TransferForm({ others }: { others: readonly Member[] }) {
  const team = useTeam();
  const sensitive = useSensitive();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const form = useForm({
    schema,
    defaultValues: { membershipId: others[0]?.id ?? "" },
    onSubmit: async (body) => {
      await sensitive(() => api.POST("/api/teams/{team}/transfer", { params: { path: { team: team.slug } }, body }));
      // First away from here: an admin has no business on this page.
      await navigate(`${paths.members(team.slug)}?done=transferred`);
      await refresh();
    },
  });
  return (
    <Form of={form}>
      <ChoiceField name="membershipId" label="New owner" choices={others.map((member) => ({ value: member.id, label: `${member.name} (${member.email})` }))} />
      <AskedSubmit warning="You are an admin afterwards, and cannot take that back yourself.">Hand over</AskedSubmit>
    </Form>
  );
}
