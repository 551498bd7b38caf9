import { api } from "../api/client";
import { useForget, useTeam } from "../api/queries";
import { AskedButton } from "./AskedButton";
import { useAction } from "./useAction";

/** Leaves the team of the page. A refusal, as to the last owner, stands above the button. */
export function LeaveButton({ onLeft }: { onLeft: () => Promise<void> | void }) {
  const team = useTeam();
  const forget = useForget();
  const { busy, refusal, run } = useAction();
  const leave = async () => {
    await api.POST("/api/teams/{team}/leave", { params: { path: { team: team.slug } } });
    await onLeft();
    await forget(team.slug);
  };
  return (
    <>
      {refusal}
      <div className="actions">
        <AskedButton action="Leave the team" warning="You lose access at once." isBusy={busy === "leave"} onConfirm={() => void run("leave", leave)} />
      </div>
    </>
  );
}
