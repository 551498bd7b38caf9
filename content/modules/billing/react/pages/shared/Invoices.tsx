// Here and not in parts/, of which all pages of the module load the whole: two pages need it.
import { Badge, DataTable } from "#host";
import type { Invoice } from "../../api/queries";
import { showDay } from "../../days";
import { showAmount } from "../../money";

const states: Readonly<Record<string, string>> = { paid: "Paid", open: "Open", void: "Void" };

interface InvoicesProps {
  of: readonly Invoice[];
  timeZone: string | undefined;
  /** Whether there is a way to pay what is open. */
  mayPay: boolean;
}

/** The newest first. Pages and files of them lie at the payment provider. */
export function Invoices({ of, timeZone, mayPay }: InvoicesProps) {
  return of.length === 0 ? null : (
    <>
      <h2>Invoices</h2>
      <DataTable
        label="Invoices"
        columns={[
          { header: "Number", cell: (one) => one.number, isRowHeader: true },
          { header: "Date", cell: (one) => showDay(one.createdAt, timeZone) },
          { header: "Amount", cell: (one) => showAmount(one.total, one.currency) },
          { header: "Of it tax", cell: (one) => showAmount(one.tax, one.currency) },
          { header: "State", cell: (one) => <State of={one} mayPay={mayPay} /> },
          { header: "File", cell: (one) => one.pdfUrl && <a href={one.pdfUrl}>PDF{ofInvoice(one)}</a> },
        ]}
        rows={of}
        keyOf={(one) => `${one.number} ${one.createdAt}`}
      />
    </>
  );
}

const State = ({ of: one, mayPay }: { of: Invoice; mayPay: boolean }) => (
  <>
    {isGivenBack(one) ? "Refunded" : (states[one.status] ?? "Overdue")}
    {one.amountRefunded > 0 && one.amountRefunded < one.total && <span className="muted"> {showAmount(one.amountRefunded, one.currency)} refunded</span>}
    {one.hasFailedRefund && <Badge kind="warning">Refund failed</Badge>}
    {one.isDisputed && <Badge kind="danger">Disputed</Badge>}
    {mayPay && one.status === "open" && one.hostedUrl && (
      <>
        {" "}
        <a href={one.hostedUrl}>Pay<span className="visually-hidden"> {one.number}</span></a>
      </>
    )}
  </>
);

const isGivenBack = (one: Invoice) => one.status === "paid" && one.total > 0 && one.amountRefunded >= one.total;

const ofInvoice = (one: Invoice) => <span className="visually-hidden"> of {one.number}</span>;
