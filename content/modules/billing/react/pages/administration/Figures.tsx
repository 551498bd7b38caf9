import { DataTable, Facts, Page } from "#host";
import { showAmount } from "../../money";
import { Navigation } from "./Navigation";
import { type CurrencyFigures, useFigures } from "./queries";

/** What comes in, a currency at a time: amounts of different ones are never added. */
export function Component() {
  const all = useFigures();
  return (
    <Page heading="Figures" lead="What comes in, without tax and less discounts; what is paid yearly counts as a twelfth each month." robots="noindex">
      <Navigation />
      {all.length === 0 && <p>Nothing has come in yet.</p>}
      {all.map((one) => (
        <InCurrency key={one.currency} of={one} />
      ))}
    </Page>
  );
}

type Month = CurrencyFigures["months"][number];

/** Amounts of a month, as their columns are called. */
const amounts = [
  ["Paid", (month) => month.paid],
  ["Returned", (month) => month.returned],
  ["New", (month) => month.new],
  ["More", (month) => month.expansion],
  ["Less", (month) => month.contraction],
  ["Ended", (month) => month.churn],
  ["Each month at its end", (month) => month.mrr],
] as const satisfies readonly (readonly [string, (month: Month) => number])[];

function InCurrency({ of }: { of: CurrencyFigures }) {
  const currency = of.currency.toUpperCase();
  return (
    <>
      <h2>{currency}</h2>
      <Facts
        items={[
          ["Each month", showAmount(of.mrr, of.currency)],
          ["Contracts", of.contracts],
        ]}
      />
      <h3>Plans in {currency}</h3>
      <DataTable
        label={`Plans in ${currency}`}
        columns={[
          { header: "Plan", cell: (plan) => plan.plan || "None of the catalogue", isRowHeader: true },
          { header: "Contracts", cell: (plan) => plan.contracts },
          { header: "Each month", cell: (plan) => showAmount(plan.mrr, of.currency) },
        ]}
        rows={of.plans}
        keyOf={(plan) => plan.plan}
      />
      <h3>Months in {currency}</h3>
      <DataTable
        label={`Months in ${currency}`}
        columns={[
          { header: "Month", cell: (month) => month.month, isRowHeader: true },
          ...amounts.map(([header, amountOf]) => ({ header, cell: (month: Month) => showAmount(amountOf(month), of.currency) })),
        ]}
        rows={of.months}
        keyOf={(month) => month.month}
      />
    </>
  );
}
