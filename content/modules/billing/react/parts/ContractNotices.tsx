import { Alert } from "#host";
import type { Contract } from "../api/queries";
import { showDay } from "../days";

/** What stands between the reader and the full use of the plan. */
export function ContractNotices({ contract, timeZone }: { contract: Contract; timeZone: string | undefined }) {
  return (
    <>
      {!contract.isConfigured && <Alert kind="warning">Payments are not set up here yet. Ask whoever runs this site.</Alert>}
      <AccessNotice contract={contract} timeZone={timeZone} />
      {contract.suspendedReason && <Alert kind="danger">{contract.suspendedReason} Choose a plan to begin a new contract.</Alert>}
    </>
  );
}

function AccessNotice({ contract, timeZone }: { contract: Contract; timeZone: string | undefined }) {
  switch (contract.notice) {
    case "payment_failed":
      return contract.access === "full" && contract.accessUntil ? (
        <Alert kind="warning">A payment has failed. Enter another card by {showDay(contract.accessUntil, timeZone)}; after that you can only look at your data.</Alert>
      ) : (
        <Alert kind="danger">A payment has failed and is overdue. Enter another card to go on working.</Alert>
      );
    case "card_needed":
      return <Alert kind="warning">The trial is over. Enter a card to go on working.</Alert>;
    case "payment_outstanding":
      return <Alert kind="warning">The first payment is outstanding. Choose the plan once more to pay.</Alert>;
    case "paused":
      return <Alert kind="warning">The contract is paused: you can look at your data and change nothing. Go on with it to work again.</Alert>;
    case "ended":
      return <Alert kind="warning">Your contract has ended. Choose a plan to begin a new one.</Alert>;
    default:
      return null;
  }
}
