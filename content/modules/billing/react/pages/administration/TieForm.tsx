import { useState } from "react";
import { useNavigate } from "react-router";
import * as v from "valibot";
import { Button, ConfirmDialog, Form, SelectField, TextField, useForm } from "#host";
import { api, bodyOf } from "../../api/client";
import { useRefresh } from "../../api/queries";
import { accountPath } from "../../paths";

const schema = v.object({
  ownerKind: v.string(),
  ownerId: v.pipe(v.string(), v.trim(), v.uuid("There is no such user. Name the id of a user, or of a team.")),
  id: v.pipe(v.string(), v.trim(), v.nonEmpty("Please write the id of a customer or a subscription.")),
});

type Tie = v.InferOutput<typeof schema>;

/** Ties a customer that was made by hand to the account of an owner, once a dialog has made sure. */
export function TieForm() {
  const [asked, setAsked] = useState<Tie>();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const form = useForm({
    schema,
    defaultValues: { ownerKind: "user", ownerId: "", id: "" },
    onSubmit: async (values) => {
      setAsked(values);
      await Promise.resolve();
    },
  });
  const tie = async () => {
    const account = await bodyOf(api.POST("/api/billing/accounts/link", { body: asked as Tie }));
    await refresh();
    await navigate(`${accountPath(account.id)}?done=linked`);
  };
  return (
    <>
      <Form of={form} label="Tie a customer to an account">
        <SelectField
          name="ownerKind"
          label="Owner"
          options={[
            { value: "user", label: "User" },
            { value: "team", label: "Team" },
          ]}
        />
        <TextField name="ownerId" label="Id of the owner" maxLength={36} autoComplete="off" required />
        <TextField name="id" label="Customer or subscription" hint="The payment provider's id, as in cus_123 or sub_123." maxLength={255} autoComplete="off" required />
        <div className="actions">
          <Button type="submit" kind="secondary" isBusy={form.isBusy}>
            Tie
          </Button>
        </div>
      </Form>
      <ConfirmDialog
        open={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title="Tie the customer to the account?"
        description={`The ${asked?.ownerKind ?? "user"} ${asked?.ownerId ?? ""} then has the contracts and invoices of ${asked?.id ?? ""}.`}
        action="Tie"
        onConfirm={tie}
      />
    </>
  );
}
