import { Badge } from "#host";

/** The states of a message, as the API names them, in words and with what they mean. */
export const states = {
  queued: { label: "Queued", kind: undefined },
  sending: { label: "Sending", kind: undefined },
  sent: { label: "Sent", kind: "success" },
  delivered: { label: "Delivered", kind: "success" },
  bounced: { label: "Bounced", kind: "danger" },
  complained: { label: "Complained", kind: "danger" },
  failed: { label: "Failed", kind: "danger" },
  dropped: { label: "Dropped", kind: "warning" },
  suppressed: { label: "Suppressed", kind: "warning" },
  unknown: { label: "Unknown", kind: "warning" },
} as const;

const isState = (state: string): state is keyof typeof states => Object.hasOwn(states, state);

export function StateBadge({ state }: { state: string }) {
  const known = isState(state) ? states[state] : undefined;
  return known?.kind ? <Badge kind={known.kind}>{known.label}</Badge> : <Badge>{known?.label ?? state}</Badge>;
}
