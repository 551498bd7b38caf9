import { AskedButton } from "../pages/shared/AskedButton";

/** Ends the contract with its period, once a dialog has made sure. */
export function CancelButton({ isBusy, onCancel }: { isBusy: boolean; onCancel: () => void }) {
  return <AskedButton action="Cancel the contract" warning="It ends with the period that is paid." kind="danger" isDangerous isBusy={isBusy} onConfirm={onCancel} />;
}
