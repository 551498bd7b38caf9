import * as Radix from "@radix-ui/react-toast";
import { Button } from "./Button";
import type { Message } from "./Toast";

/** Short messages in a corner, in a region that screen readers know and F8 leads to. */
export default function ToastRegion({ messages, onRemove }: { messages: readonly Message[]; onRemove: (id: number) => void }) {
  return (
    <Radix.Provider duration={6000} label="Message">
      {messages.map((message) => (
        <Radix.Root key={message.id} className={`alert toast is-${message.kind}`} onOpenChange={(isOpen) => !isOpen && onRemove(message.id)}>
          <Radix.Description>{message.text}</Radix.Description>
          <Radix.Close asChild>
            <Button kind="quiet">Close</Button>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="toasts" label="Messages ({hotkey})" />
    </Radix.Provider>
  );
}
