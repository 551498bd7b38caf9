import { Button, DataTable } from "#host";
import { api } from "../../api/client";
import { useTrustedBrowsers } from "../../api/queries";
import { showDay } from "../../times";
import { useAction } from "./useAction";

/** Browsers that skip the second factor. */
export function TrustedBrowsers() {
  const browsers = useTrustedBrowsers();
  const { busy, refusal, run } = useAction();
  return (
    <>
      <h2>Trusted browsers</h2>
      {refusal}
      {browsers.length === 0 ? (
        <p>Every browser asks for a code.</p>
      ) : (
        <DataTable
          label="Browsers that ask for no code"
          columns={[
            { header: "Browser", cell: (browser) => browser.device, isRowHeader: true },
            { header: "Last login", cell: (browser) => showDay(browser.lastSeenAt) },
            { header: "Trusted until", cell: (browser) => showDay(browser.trustedUntil) },
            {
              header: "Action",
              cell: ({ id, device }) => (
                <Button kind="quiet" isBusy={busy === id} onClick={() => void run(id, () => api.DELETE("/api/auth/trusted-browsers/{id}", { params: { path: { id } } }), "trust")}>
                  Ask for codes again<span className="visually-hidden"> in {device}</span>
                </Button>
              ),
            },
          ]}
          rows={browsers}
          keyOf={(browser) => browser.id}
        />
      )}
    </>
  );
}
