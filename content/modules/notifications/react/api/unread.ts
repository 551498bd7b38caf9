import { useEffect } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, bodyOf } from "./client";

export const unreadKey = ["notifications", "unread"] as const;

const shortest = 60_000;
const longest = 30 * 60_000;

/** How many notifications the user has not read; undefined before it is known. */
export function useUnreadCount(): number | undefined {
  return useQuery({ queryKey: unreadKey, queryFn: async () => (await bodyOf(api.GET("/api/notifications/unread"))).count }).data;
}

/**
 * Keeps the count current for the whole page, by server-sent events while somebody sees the page: browsers allow six connections a site. A connection that is
 * lost comes back by itself; one that was refused is tried again after a minute, then more seldom.
 */
export function useUnreadEvents(): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (typeof EventSource === "undefined") {
      return;
    }

    let events: EventSource | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    let pause = shortest;
    const stop = () => {
      clearTimeout(again);
      events?.close();
      events = undefined;
    };
    const follow = () => {
      stop();
      if (document.hidden) {
        return;
      }

      const source = new EventSource("/api/notifications/stream");
      events = source;
      source.addEventListener("unread", (event: MessageEvent<string>) => {
        pause = shortest;
        const { count } = JSON.parse(event.data) as { count: number };
        const before = queries.getQueryData<number>(unreadKey);
        queries.setQueryData(unreadKey, count);
        if (before !== undefined && before !== count) {
          // The list of notifications has changed with it.
          void queries.invalidateQueries({ queryKey: ["notifications", "items"] });
        }
      });
      source.addEventListener("error", () => {
        if (source.readyState === EventSource.CLOSED) {
          stop();
          again = setTimeout(follow, pause);
          pause = Math.min(pause * 2, longest);
        }
      });
    };
    document.addEventListener("visibilitychange", follow);
    follow();
    return () => {
      document.removeEventListener("visibilitychange", follow);
      stop();
    };
  }, [queries]);
}
