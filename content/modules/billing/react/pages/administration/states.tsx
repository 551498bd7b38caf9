import { Badge } from "#host";

/** The states of an event, as the API names them, in words and with what they mean. */
export const states = {
  pending: { label: "Waits", kind: "warning" },
  processed: { label: "Done", kind: "success" },
  ignored: { label: "Not for us", kind: undefined },
  failed: { label: "Given up", kind: "danger" },
} as const;

export const isState = (state: string): state is keyof typeof states => Object.hasOwn(states, state);

export function StateBadge({ state }: { state: string }) {
  const known = isState(state) ? states[state] : undefined;
  return known?.kind ? <Badge kind={known.kind}>{known.label}</Badge> : <Badge>{known?.label ?? state}</Badge>;
}
