import { useState } from "react";
import { object, string } from "valibot";
import { Button, ConfirmDialog, Form, Page, SelectField, useForm } from "#host";

const colours = [
  { value: "red", label: "Red" },
  { value: "blue", label: "Blue" },
];

export function Component() {
  const [isOpen, setIsOpen] = useState(false);
  const [isDone, setIsDone] = useState(false);
  const form = useForm({ schema: object({ colour: string() }), defaultValues: { colour: "red" }, onSubmit: () => Promise.resolve() });
  return (
    <Page heading="Parts" narrow>
      <Form of={form}>
        <SelectField name="colour" label="Colour" options={colours} />
      </Form>
      <Button onClick={() => setIsOpen(true)}>Ask me</Button>
      {isDone && <p>It is done.</p>}
      <ConfirmDialog
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title="Are you sure?"
        description="Nothing happens if you are not."
        action="Do it"
        onConfirm={() => {
          setIsDone(true);
          return Promise.resolve();
        }}
      />
    </Page>
  );
}
