import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import * as v from "valibot";
import { Button, Failure, Form, Loading, Page, TextField, useForm } from "#host";
import { api } from "../api";

const longestName = 60;
const schema = v.object({ name: v.pipe(v.string(), v.maxLength(longestName, `A name has at most ${longestName} characters.`)) });

/** The greeting, and a form that asks whom to greet. The name stands in the address, as in the other themes. */
export function Component() {
  const [search, setSearch] = useSearchParams();
  const name = search.get("name") ?? "";
  const greeting = useQuery({
    queryKey: ["qs-mod", "greeting", name],
    queryFn: async ({ signal }) => (await api.GET("/api/qs-mod/greeting", { params: { query: { name } }, signal })).data!,
    placeholderData: keepPreviousData,
  });
  const form = useForm({ schema, defaultValues: { name }, onSubmit: async (values) => setSearch(values) });

  if (greeting.isPending) {
    return <Loading page />;
  }

  return (
    <Page title="Qs Mod" heading={greeting.data?.text ?? "Qs Mod"} narrow>
      {greeting.isError && <Failure error={greeting.error} onRetry={greeting.refetch} />}
      <Form of={form}>
        <TextField name="name" label="Your name" autoComplete="given-name" maxLength={longestName} />
        <div className="actions">
          <Button type="submit">Greet</Button>
        </div>
      </Form>
    </Page>
  );
}
