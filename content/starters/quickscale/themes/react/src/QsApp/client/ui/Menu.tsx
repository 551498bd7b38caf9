import type { ReactNode } from "react";
import * as Radix from "@radix-ui/react-dropdown-menu";

interface MenuProps {
  /** The words of the button that opens it. */
  label: string;
  children: ReactNode;
}

/** A button that opens a list of actions; its children are `MenuItem`s. */
export function Menu({ label, children }: MenuProps) {
  return (
    <Radix.Root>
      <Radix.Trigger className="button button-secondary">{label}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="popover" align="end" sideOffset={4}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return <Radix.Item onSelect={onSelect}>{children}</Radix.Item>;
}
