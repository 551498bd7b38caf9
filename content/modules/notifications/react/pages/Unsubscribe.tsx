import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useState } from "react";
import { Alert, Button, Failure, Loading, Page, Problem } from "#host";
import { api, bodyOf } from "../api/client";
import { useAction } from "../parts/useAction";
import { useSearchValue } from "../parts/useSearchValue";
import { paths } from "../paths";

/** Opened from an e-mail, by somebody who need not be logged in: the link says who it is. */
export function Component() {
  const token = useSearchValue("token") ?? "";
  return (
    <Page heading="Unsubscribe" narrow robots="noindex">
      <Offer token={token} />
      <p>
        In your account you choose all that you are told: <Link to={paths.preferences}>What you are told</Link>.
      </p>
    </Page>
  );
}

function Offer({ token }: { token: string }) {
  const link = useQuery({ queryKey: ["notifications", "unsubscribe", token], queryFn: () => bodyOf(api.GET("/api/notifications/unsubscribe", { params: { query: { token } } })) });
  const [isDone, setIsDone] = useState(false);
  const { busy, refusal, run } = useAction();
  if (link.isPending) {
    return <Loading />;
  }

  if (!link.isSuccess) {
    return link.error instanceof Problem && link.error.code === "link_void" ? <Alert kind="warning">{link.error.message}</Alert> : <Failure error={link.error} onRetry={link.refetch} />;
  }

  const { title, isUnsubscribed } = link.data;
  return (
    <>
      {refusal}
      {isDone && <Alert kind="success">You are unsubscribed. Nothing of this kind is sent to you any more.</Alert>}
      {isUnsubscribed ? (
        <p>No e-mails of the kind “{title}” are sent to you.</p>
      ) : (
        <>
          <p>E-mails of the kind “{title}” are sent to you. Other e-mails are not touched by this.</p>
          <div className="actions">
            <Button isBusy={busy !== undefined} onClick={() => void run("unsubscribe", () => api.POST("/api/notifications/unsubscribe", { body: { token } }), () => setIsDone(true))}>
              Unsubscribe
            </Button>
          </div>
        </>
      )}
    </>
  );
}
