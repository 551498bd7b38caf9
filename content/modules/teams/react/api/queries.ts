import { useEffect, useRef } from "react";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import type { components } from "../schema";
import { api, bodyOf } from "./client";

type Schemas = components["schemas"];
export type MyTeam = Schemas["MyTeam"];
export type Team = Schemas["TeamAnswer"];
export type Member = Schemas["MemberAnswer"];
export type Role = Schemas["RoleAnswer"];
export type Invitation = Schemas["InvitationAnswer"];
export type InvitationView = Schemas["InvitationView"];
export type InviteOutcome = Schemas["InviteOutcome"];
export type NewLink = Schemas["LinkAnswer"];
export type Change = Schemas["AuditAnswer"];

/** What of the record of changes is asked for; what is left out is not filtered by. */
export interface ChangeFilter {
  action?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

/** Reads a resource of this module; the page waits for it, and the error page tells when it cannot be had. */
function useResource<Data>(key: readonly unknown[], read: () => Promise<{ data?: Data }>): Data {
  return useSuspenseQuery({ queryKey: ["teams", ...key], queryFn: () => bodyOf(read()) }).data;
}

/** Reads anew what was read, after something was changed. */
export function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["teams"] });
}

/** As `useRefresh`, where the page that is shown is left: what it shows is not asked for again. */
export function useOutdate(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["teams"], refetchType: "none" });
}

/**
 * Gives the function to call when the user's way to the team of the page has ended: the list of teams is read anew, and what is known
 * of the team is forgotten when its page is left. As long as that is shown, it would be asked for again, in vain.
 */
export function useForget(): () => Promise<void> {
  const queries = useQueryClient();
  const slug = useSlug();
  const isOver = useRef(false);
  useEffect(
    () => () => {
      if (isOver.current) {
        isOver.current = false;
        queries.removeQueries({ queryKey: ["teams"], predicate: (query) => query.queryKey[2] === slug });
      }
    },
    [queries, slug],
  );
  return () => {
    isOver.current = true;
    return queries.invalidateQueries({ queryKey: ["teams", "mine"] });
  };
}

/** The slug in the page's address. */
export function useSlug(): string {
  return useParams()["slug"] ?? "";
}

export const useMyTeams = () => useResource(["mine"], () => api.GET("/api/teams"));

/** The team of the page's address, and what the user may do in it. */
export function useTeam(): Team {
  const team = useSlug();
  return useResource(["team", team], () => api.GET("/api/teams/{team}", { params: { path: { team } } }));
}

const shownMembers = 50;

/** The first members by name, or those after one of them. */
export function useMembers(after: string | undefined, take = shownMembers) {
  const team = useSlug();
  const query = { after, take };
  return useResource(["members", team, query], () => api.GET("/api/teams/{team}/members", { params: { path: { team }, query } }));
}

export function useRoles() {
  const team = useSlug();
  return useResource(["roles", team], () => api.GET("/api/teams/{team}/roles", { params: { path: { team } } }));
}

const shownInvitations = 50;

/** The newest invitations, or those before one of them. */
export function useInvitations(before: string | undefined) {
  const team = useSlug();
  const query = { before, take: shownInvitations };
  return useResource(["invitations", team, query], () => api.GET("/api/teams/{team}/invitations", { params: { path: { team }, query } }));
}

const shownChanges = 50;

/** The newest changes, or those before one of them. */
export function useChanges(filter: ChangeFilter, before: string | undefined) {
  const team = useSlug();
  const query = { ...filter, before, take: shownChanges };
  return useQuery({
    queryKey: ["teams", "changes", team, query],
    queryFn: () => bodyOf(api.GET("/api/teams/{team}/audit", { params: { path: { team }, query } })),
  });
}

/** Where the same changes are a file. */
export const changesFile = (team: string, filter: ChangeFilter) => {
  const query = new URLSearchParams(Object.entries(filter).filter((pair): pair is [string, string] => pair[1] !== undefined)).toString();
  return `/api/teams/${encodeURIComponent(team)}/audit.csv${query && `?${query}`}`;
};

/** What an invitation is about. The secret goes in the body, so that no log of addresses keeps it. */
export function useInvitation(token: string) {
  return useQuery({ queryKey: ["teams", "invitation", token], queryFn: () => bodyOf(api.POST("/api/teams/invitations/view", { body: { token } })), staleTime: 0, gcTime: 0 });
}
