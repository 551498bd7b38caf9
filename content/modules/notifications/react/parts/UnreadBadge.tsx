import { Badge } from "#host";
import { useUnreadCount, useUnreadEvents } from "../api/unread";

/** How many notifications the user has not read; nothing when there are none. */
export default function UnreadBadge() {
  useUnreadEvents();
  const count = useUnreadCount();
  return count ? (
    <>
      {" "}
      <Badge kind="success">{count > 99 ? "99+" : count} new</Badge>
    </>
  ) : null;
}
