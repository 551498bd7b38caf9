import { getNonce } from "get-nonce";
import * as Radix from "@radix-ui/react-select";

interface SelectProps {
  id: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  options: readonly { value: string; label: string }[];
  "aria-invalid"?: boolean | undefined;
  "aria-describedby"?: string | undefined;
}

/** A list that opens. Its values are not empty: an empty one stands for "nothing chosen yet". */
export function Select({ id, value, onChange, onBlur, options, ...described }: SelectProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange}>
      <Radix.Trigger id={id} className="input select" onBlur={onBlur} {...described}>
        <Radix.Value placeholder="Choose…" />
        <Radix.Icon />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="popover" position="popper" sideOffset={4}>
          {/* It brings a style of its own, to hide a scroll bar. */}
          <Radix.Viewport nonce={getNonce()}>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value}>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator>✓</Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
