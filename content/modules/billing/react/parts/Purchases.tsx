import { DataTable } from "#host";
import type { Purchase } from "../api/queries";
import { showDay } from "../days";

/** What was bought once, the newest first. */
export function Purchases({ of, timeZone }: { of: readonly Purchase[]; timeZone: string | undefined }) {
  return of.length === 0 ? null : (
    <>
      <h2>Bought once</h2>
      <DataTable
        label="Bought once"
        columns={[
          { header: "What", cell: (one) => one.name || "Not sold any more", isRowHeader: true },
          { header: "Date", cell: (one) => showDay(one.purchasedAt, timeZone) },
          { header: "State", cell: (one) => (one.isRefunded ? "Refunded" : "Paid") },
        ]}
        rows={of}
        keyOf={(one) => `${one.key} ${one.purchasedAt}`}
      />
    </>
  );
}
