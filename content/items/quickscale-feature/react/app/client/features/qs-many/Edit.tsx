import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "react-router";
import { Button, ConfirmDialog, Failure, Form, LinkButton, Loading, Page, useForm, useToast } from "#host";
import { api, type Schemas } from "../../api/client";
import { Fields } from "./Fields";
import { schema } from "./schema";

/** Changes one, or deletes it after a question. */
export function Component() {
  const id = useParams()["id"]!;
  const one = useQuery({
    queryKey: ["qs-many", "one", id],
    queryFn: async ({ signal }) => (await api.GET("/api/qs-many/{id}", { params: { path: { id } }, signal })).data!,
    // Each time it is opened it is as it is now, and while it is open nothing takes away what is typed.
    gcTime: 0,
    staleTime: Infinity,
    refetchOnMount: "always",
  });
  return (
    <Page heading="Qs item" robots="noindex" narrow>
      {one.isError ? <Failure error={one.error} onRetry={one.refetch} /> : one.isFetching || !one.data ? <Loading /> : <Editor row={one.data} />}
    </Page>
  );
}

function Editor({ row }: { row: Schemas["QsItemAnswer"] }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [isAsking, setIsAsking] = useState(false);
  const path = { id: row.id };
  const leave = async (sentence: string) => {
    await queries.invalidateQueries({ queryKey: ["qs-many", "list"] });
    toast(sentence);
    await navigate("/qs-many");
  };
  const form = useForm({
    schema,
    defaultValues: { name: row.name, notes: row.notes ?? "" },
    onSubmit: async (values) => {
      await api.PUT("/api/qs-many/{id}", { params: { path }, body: { ...values, version: row.version } });
      await leave(`${values.name} is saved.`);
    },
  });
  return (
    <>
      <Form of={form}>
        <Fields />
        <div className="actions">
          <Button type="submit" isBusy={form.isBusy}>
            Save
          </Button>
          <LinkButton kind="secondary" to="/qs-many">
            Cancel
          </LinkButton>
          <Button kind="quiet" onClick={() => setIsAsking(true)}>
            Delete
          </Button>
        </div>
      </Form>
      <ConfirmDialog
        open={isAsking}
        onClose={() => setIsAsking(false)}
        title="Delete the qs item?"
        description={`${row.name} does not come back.`}
        action="Yes, delete"
        isDangerous
        onConfirm={async () => {
          await api.DELETE("/api/qs-many/{id}", { params: { path, query: { version: row.version } } });
          await leave(`${row.name} is deleted.`);
        }}
      />
    </>
  );
}
