import { useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "./client";

/** Why somebody is sent to a provider. */
export type Purpose = "sign-in" | "link" | "confirm";

export interface Way {
  purpose: string | undefined;
  returnUrl?: string | undefined;
  invitation?: string | undefined;
}

/** Prepares the way to a provider, and leaves the site for it. */
export async function leaveFor(provider: string, { purpose, returnUrl, invitation }: Way): Promise<void> {
  const { url } = await bodyOf(api.POST("/api/auth/external/{provider}", { params: { path: { provider } }, body: { purpose, returnUrl, invitation } }));
  window.location.assign(url);
}

/** Who is about to sign up after coming back from a provider; an error when nobody is. */
export function usePendingSignUp() {
  return useQuery({ queryKey: ["external-sign-up"], queryFn: () => bodyOf(api.GET("/api/auth/external-sign-up")), staleTime: Infinity, gcTime: 0 });
}
