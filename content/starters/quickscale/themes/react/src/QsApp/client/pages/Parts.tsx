import { useState } from "react";
import * as v from "valibot";
import { CheckboxField, Form, RadioField, SelectField, TextField, useForm } from "../host/form";
import { Page } from "../host/Page";
import { Problem } from "../host/problem";
import { Alert } from "../ui/Alert";
import { Badge } from "../ui/Badge";
import { Button, LinkButton } from "../ui/Button";
import { Card } from "../ui/Card";
import { Code } from "../ui/Code";
import { DataTable } from "../ui/DataTable";
import { ConfirmDialog } from "../ui/Dialog";
import { EmptyState } from "../ui/EmptyState";
import { Facts } from "../ui/Facts";
import { Failure } from "../ui/Failure";
import { Loading } from "../ui/Loading";
import { Menu, MenuItem } from "../ui/Menu";
import { useToast } from "../ui/Toast";

/** All parts on one page, to see what a change of the tokens does to each. Nothing links here; delete it when you no longer need it. */
export function Component() {
  const toast = useToast();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <Page eyebrow="For you" heading="The parts of this site" lead="Each as it looks now, in the colours that your device prefers." robots="noindex">
      <h2>Actions</h2>
      <div className="actions">
        <Button onClick={() => toast("It is done.")}>Show a message</Button>
        <Button kind="secondary" onClick={() => setIsAsking(true)}>
          Ask a question
        </Button>
        <Button kind="quiet">Quiet</Button>
        <Button kind="danger">Dangerous</Button>
        <LinkButton kind="secondary" to="/about">
          A link
        </LinkButton>
        <Menu label="More">
          <MenuItem onSelect={() => toast("The first one.")}>The first one</MenuItem>
          <MenuItem onSelect={() => toast("The second one.")}>The second one</MenuItem>
        </Menu>
      </div>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title="Shall it be done?"
        description="This is a question before something that cannot be taken back."
        action="Yes, do it"
        onConfirm={async () => toast("It is done.")}
      />

      <h2>Forms</h2>
      <SampleForm />

      <h2>Messages</h2>
      <Alert kind="success" title="Well done">
        What went well.
      </Alert>
      <Alert kind="warning">What needs attention.</Alert>
      <Failure error={Problem.network()} onRetry={() => toast("Tried again.")} />
      <Loading />

      <h2>Data</h2>
      <DataTable
        label="People"
        rows={[
          { name: "Ann", state: "active" },
          { name: "Ben", state: "invited" },
        ]}
        keyOf={(row) => row.name}
        columns={[
          { header: "Name", isRowHeader: true, cell: (row) => row.name },
          { header: "State", cell: (row) => <Badge kind={row.state === "active" ? "success" : "warning"}>{row.state}</Badge> },
        ]}
      />
      <EmptyState title="Nothing here yet">
        <p>Say here how that changes.</p>
      </EmptyState>
      <div className="mt-8 grid gap-6 md:grid-cols-2">
        <Card title="A card">
          <Facts
            items={[
              ["Plan", "Small"],
              ["Seats", "3 of 5"],
            ]}
          />
        </Card>
        <Code>npm run dev</Code>
      </div>
    </Page>
  );
}

const schema = v.object({
  name: v.pipe(v.string(), v.nonEmpty("Please type a name.")),
  plan: v.picklist(["small", "large"]),
  rhythm: v.picklist(["month", "year"]),
  news: v.boolean(),
});

function SampleForm() {
  const toast = useToast();
  const form = useForm({
    schema,
    defaultValues: { name: "", plan: "small", rhythm: "month", news: false },
    onSubmit: async ({ name }) => toast(`Saved for ${name}.`),
  });
  return (
    <Form of={form} label="A form">
      <TextField name="name" label="Name" hint="As others see it." autoComplete="off" />
      <SelectField
        name="plan"
        label="Plan"
        options={[
          { value: "small", label: "Small" },
          { value: "large", label: "Large" },
        ]}
      />
      <RadioField
        name="rhythm"
        label="Pay"
        options={[
          { value: "month", label: "By the month" },
          { value: "year", label: "By the year" },
        ]}
      />
      <CheckboxField name="news" label="Write to me when there is news" />
      <div className="actions">
        <Button type="submit" isBusy={form.isBusy}>
          Save
        </Button>
      </div>
    </Form>
  );
}
