import { useNavigate } from "react-router";
import { api } from "../api/client";
import { useForget, useTeam } from "../api/queries";
import { paths } from "../paths";
import { AskedButton } from "./AskedButton";
import { useAction } from "./useAction";

/** Leaves the team of the page. A refusal, as to the last owner, stands above the button. */
export function LeaveTeam() {
  const team = useTeam();
  const forget = useForget();
  const navigate = useNavigate();
  const { busy, refusal, run } = useAction();
  const leave = async () => {
    await api.POST("/api/teams/{team}/leave", { params: { path: { team: team.slug } } });
    await forget();
    await navigate(`${paths.mine}?done=left`);
  };
  return (
    <>
      <h2>Leave the team</h2>
      {refusal}
      <p>You cannot see its contents any more. Somebody has to invite you again.</p>
      <div className="actions">
        <AskedButton action="Leave the team" warning="You cannot see the contents of this team any more." isBusy={busy === "leave"} onConfirm={() => void run("leave", leave)} />
      </div>
    </>
  );
}
