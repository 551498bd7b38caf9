import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Alert, Loading, Problem, sentenceOf } from "#host";

/** What a mailed link is good for, or the sentence that it is not good any more, with a way on. */
export function MailedLink<T>({ link, otherwise, children }: { link: UseQueryResult<T>; otherwise: ReactNode; children: (about: T) => ReactNode }) {
  if (link.isPending) {
    return <Loading />;
  }

  if (link.isError) {
    return (
      <>
        <Alert kind="warning">{sentenceOf(link.error)}</Alert>
        <p>{otherwise}</p>
      </>
    );
  }

  return children(link.data);
}
