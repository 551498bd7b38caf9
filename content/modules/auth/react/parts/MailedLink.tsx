import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Alert, Failure, Loading, Problem } from "#host";

interface MailedLinkProps<About> {
  link: UseQueryResult<About>;
  /** The way on when it is not good any more. */
  otherwise: ReactNode;
  children: (about: About) => ReactNode;
}

/** What a mailed link is good for, or the sentence that it is not good any more. */
export function MailedLink<About>({ link, otherwise, children }: MailedLinkProps<About>) {
  if (link.isPending) {
    return <Loading />;
  }

  if (link.isSuccess) {
    return children(link.data);
  }

  return link.error instanceof Problem && link.error.code === "link_void" ? (
    <>
      <Alert kind="warning">{link.error.message}</Alert>
      <p>{otherwise}</p>
    </>
  ) : (
    <Failure error={link.error} onRetry={link.refetch} />
  );
}
