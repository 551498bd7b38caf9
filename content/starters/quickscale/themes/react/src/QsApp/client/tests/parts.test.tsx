import { expect, test, vi } from "vitest";
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { Problem } from "../host/problem";
import { Button } from "../ui/Button";
import { ConfirmDialog } from "../ui/Dialog";
import { DataTable } from "../ui/DataTable";
import { ToastProvider, useToast } from "../ui/Toast";
import { renderPage } from "./render";

function Deletion({ onConfirm }: { onConfirm: () => Promise<unknown> }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Delete</Button>
      <ConfirmDialog open={open} onClose={() => setOpen(false)} title="Delete it?" description="It does not come back." action="Yes, delete" isDangerous onConfirm={onConfirm} />
    </>
  );
}

test("A question is asked before, and Escape answers no; the focus returns", async () => {
  const act = vi.fn(async () => undefined);
  renderPage(<Deletion onConfirm={act} />);

  await userEvent.click(screen.getByRole("button", { name: "Delete" }));
  expect((await screen.findByRole("dialog", { name: "Delete it?" })).textContent).toContain("It does not come back.");
  await userEvent.keyboard("{Escape}");

  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Delete" })));
  expect(act).not.toHaveBeenCalled();
});

test("An action that fails keeps the question open and says why; one that succeeds closes it", async () => {
  const act = vi.fn().mockRejectedValueOnce(new Problem(409, "It is in use.")).mockResolvedValueOnce(undefined);
  renderPage(<Deletion onConfirm={act} />);

  await userEvent.click(screen.getByRole("button", { name: "Delete" }));
  await userEvent.click(await screen.findByRole("button", { name: "Yes, delete" }));
  expect((await screen.findByRole("alert")).textContent).toContain("It is in use.");

  await userEvent.click(screen.getByRole("button", { name: "Yes, delete" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

test("A short message appears and can be closed", async () => {
  const Saver = () => {
    const toast = useToast();
    return <Button onClick={() => toast("Saved.")}>Save</Button>;
  };
  renderPage(
    <ToastProvider>
      <Saver />
    </ToastProvider>,
  );

  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText("Saved.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  await waitFor(() => expect(screen.queryByText("Saved.")).toBeNull());
});

test("A table names its rows and can be scrolled by keyboard", () => {
  renderPage(<DataTable label="People" rows={[{ name: "Ann", age: 3 }]} keyOf={(row) => row.name} columns={[{ header: "Name", isRowHeader: true, cell: (row) => row.name }, { header: "Age", cell: (row) => row.age }]} />);

  expect(screen.getByRole("region", { name: "People" }).tabIndex).toBe(0);
  expect(screen.getByRole("rowheader", { name: "Ann" })).toBeTruthy();
});
