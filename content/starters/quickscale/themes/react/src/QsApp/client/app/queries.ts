import { QueryClient } from "@tanstack/react-query";
import { Problem } from "../host/problem";

/** What is read from the server is kept for half a minute. A lost network is tried again; an answer of the server is final. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && error instanceof Problem && error.isNetwork,
      },
    },
  });
}
