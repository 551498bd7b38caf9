import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { Button, Form, LinkButton, Page, useForm, useToast } from "#host";
import { api } from "../../api/client";
import { Fields } from "./Fields";
import { schema } from "./schema";

export function Component() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const form = useForm({
    schema,
    defaultValues: { name: "", notes: "" },
    onSubmit: async (values) => {
      await api.POST("/api/qs-many", { body: { ...values, version: 0 } });
      await queries.invalidateQueries({ queryKey: ["qs-many"] });
      toast(`${values.name} is there.`);
      await navigate("/qs-many");
    },
  });
  return (
    <Page heading="New qs item" robots="noindex" narrow>
      <Form of={form}>
        <Fields />
        <div className="actions">
          <Button type="submit" isBusy={form.isBusy}>
            Save
          </Button>
          <LinkButton kind="secondary" to="/qs-many">
            Cancel
          </LinkButton>
        </div>
      </Form>
    </Page>
  );
}
