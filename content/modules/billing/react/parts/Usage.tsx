import { Alert, DataTable } from "#host";
import { useUsage } from "../api/queries";
import { showDay } from "../days";
import { showAmount } from "../money";

/** What is paid by quantity, since the period began; nothing for a plan in which nothing is. */
export function Usage({ timeZone }: { timeZone: string | undefined }) {
  const usage = useUsage();
  const [first] = usage;
  return first === undefined ? null : (
    <>
      <h2>Usage</h2>
      <p className="muted">Since {showDay(first.since, timeZone)}, paid with the next invoice.</p>
      <DataTable
        label="Usage"
        columns={[
          { header: "What", cell: (one) => one.name, isRowHeader: true },
          { header: "Used", cell: (one) => one.used.toLocaleString("en") },
          { header: "At most", cell: (one) => one.max?.toLocaleString("en") ?? "No limit" },
          { header: "For one", cell: (one) => showAmount(one.unitAmount, one.currency) },
          { header: "So far", cell: (one) => showAmount(one.amount, one.currency) },
        ]}
        rows={usage}
        keyOf={(one) => one.meter}
      />
      {usage
        .filter((one) => one.max !== null && one.used >= one.max)
        .map((one) => (
          <Alert key={one.meter} kind="warning">
            {one.isSoft
              ? `You use more ${one.name} than your plan has in mind. Look at the other plans.`
              : `All ${one.name} that your plan allows are used. Choose a larger plan, or wait for the next period.`}
          </Alert>
        ))}
    </>
  );
}
