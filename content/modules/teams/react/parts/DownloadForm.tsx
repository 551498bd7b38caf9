import { ActionForm } from "../../../auth/react/parts/ActionForm";
import { useSensitive } from "../../../auth/react/parts/SensitiveActions";
import { downloadTeam } from "../api/download";
import { useTeam } from "../api/queries";

/** The copy of all of the team's data. */
export function DownloadForm() {
  const team = useTeam();
  const sensitive = useSensitive();
  return <ActionForm action="Download the team's data" kind="secondary" onSubmit={() => sensitive(() => downloadTeam(team.slug))} />;
}
