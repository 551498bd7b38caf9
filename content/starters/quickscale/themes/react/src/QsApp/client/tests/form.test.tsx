import { expect, test, vi } from "vitest";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import * as v from "valibot";
import { Form, TextField, useForm } from "../host/form";
import { Problem } from "../host/problem";
import { SelectField } from "../host/SelectField";
import { Button } from "../ui/Button";
import { renderPage } from "./render";

const schema = v.object({ email: v.pipe(v.string(), v.nonEmpty("Please type your e-mail address.")), plan: v.string() });

function SampleForm({ onSubmit }: { onSubmit: (values: { email: string; plan: string }) => Promise<unknown> }) {
  const form = useForm({ schema, defaultValues: { email: "", plan: "small" }, onSubmit });
  return (
    <Form of={form}>
      <TextField name="email" label="E-mail address" hint="We write to it." />
      <SelectField name="plan" label="Plan" options={[{ value: "small", label: "Small" }, { value: "large", label: "Large" }]} />
      <Button type="submit" isBusy={form.isBusy}>
        Save
      </Button>
    </Form>
  );
}

test("Values that fit are sent", async () => {
  const send = vi.fn(async () => undefined);
  renderPage(<SampleForm onSubmit={send} />);

  await userEvent.type(screen.getByLabelText("E-mail address"), "ann@example.com");
  await userEvent.click(screen.getByRole("combobox", { name: "Plan" }));
  await userEvent.click(await screen.findByRole("option", { name: "Large" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  expect(send).toHaveBeenCalledExactlyOnceWith({ email: "ann@example.com", plan: "large" });
});

test("A value that does not fit is told at its field, and nothing is sent", async () => {
  const send = vi.fn(async () => undefined);
  renderPage(<SampleForm onSubmit={send} />);

  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  const field = screen.getByLabelText("E-mail address");
  expect(await screen.findByText("Please type your e-mail address.")).toBeTruthy();
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(document.getElementById(field.getAttribute("aria-describedby")!.split(" ")[0]!)?.textContent).toBe("Please type your e-mail address.");
  expect(document.activeElement).toBe(field);
  expect(send).not.toHaveBeenCalled();
});

test("What the server says of a field stands at the field, whatever its case", async () => {
  renderPage(<SampleForm onSubmit={() => Promise.reject(new Problem(400, "Refused", { errors: { Email: ["This address is taken."] } }))} />);

  await userEvent.type(screen.getByLabelText("E-mail address"), "ann@example.com");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  expect((await screen.findByText("This address is taken.")).id).toBe(`${screen.getByLabelText("E-mail address").id}-error`);
  expect(screen.queryByRole("alert")).toBeNull();
});

test.each([
  ["a refusal", new Problem(403, "You may not do this."), "You may not do this."],
  ["a lost network", Problem.network(), "The site cannot be reached. Look at your connection, then try again."],
  ["a fault of the program", new RangeError("a detail"), "Something went wrong on our side. Try again in a moment."],
])("After %s all that was typed is still there", async (_, error, sentence) => {
  renderPage(<SampleForm onSubmit={() => Promise.reject(error)} />);

  await userEvent.type(screen.getByLabelText("E-mail address"), "ann@example.com");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));

  expect((await screen.findByRole("alert")).textContent).toBe(sentence);
  expect(screen.getByLabelText<HTMLInputElement>("E-mail address").value).toBe("ann@example.com");
});

test("A form that is being sent is not sent twice", async () => {
  let finish: (() => void) | undefined;
  const send = vi.fn(() => new Promise<void>((done) => (finish = done)));
  renderPage(<SampleForm onSubmit={send} />);

  await userEvent.type(screen.getByLabelText("E-mail address"), "ann@example.com{Enter}");
  await userEvent.type(screen.getByLabelText("E-mail address"), "{Enter}");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  finish?.();

  expect(send).toHaveBeenCalledOnce();
});
