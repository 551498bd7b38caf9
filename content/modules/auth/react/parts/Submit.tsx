import { useFormState } from "react-hook-form";
import { Button, type ButtonKind } from "#host";

/** The button that sends the form around it. */
export function Submit({ kind, children }: { kind?: ButtonKind; children: string }) {
  const { isSubmitting } = useFormState();
  return (
    <div className="actions">
      <Button type="submit" kind={kind} isBusy={isSubmitting}>
        {children}
      </Button>
    </div>
  );
}
