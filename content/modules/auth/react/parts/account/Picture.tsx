import * as v from "valibot";
import { FileField, Form, useForm } from "#host";
import { pictureTypes, setAvatar } from "../../api/avatar";
import { api } from "../../api/client";
import { useRefresh, useSettings } from "../../api/queries";
import { ActionForm } from "../ActionForm";
import { useSayDone } from "../Done";
import { Submit } from "../Submit";

/** The user's picture: another one, or none. */
export function Picture({ path }: { path: string | null }) {
  const refresh = useRefresh();
  const sayDone = useSayDone();
  const change = async (action: () => Promise<unknown>) => {
    sayDone();
    await action();
    await refresh();
    sayDone("saved");
  };
  return (
    <>
      <h2>Picture</h2>
      {path !== null && (
        <>
          <p>
            <img src={path} alt="Your picture" width="96" height="96" />
          </p>
          <ActionForm action="Remove the picture" kind="secondary" onSubmit={() => change(() => api.DELETE("/api/auth/profile/avatar"))} />
        </>
      )}
      {/* Anew for each picture: a browser does not let go of a chosen file. */}
      <UploadForm key={path} onUpload={(file) => change(() => setAvatar(file))} />
    </>
  );
}

function UploadForm({ onUpload }: { onUpload: (file: File) => Promise<void> }) {
  const { avatarMaxKb } = useSettings();
  const form = useForm({
    // Too large a file is not sent first: the way there could take long.
    schema: v.object({
      avatar: v.pipe(
        v.array(v.file("Please choose a picture: PNG, JPEG, GIF or WebP.")),
        v.minLength(1, "Please choose a picture: PNG, JPEG, GIF or WebP."),
        v.check(([file]) => (file?.size ?? 0) <= avatarMaxKb * 1024, `Please choose a picture of no more than ${avatarMaxKb} kB.`),
      ),
    }),
    defaultValues: { avatar: [] },
    onSubmit: async ({ avatar: [file] }) => {
      if (file) {
        await onUpload(file);
      }
    },
  });
  return (
    <Form of={form}>
      <FileField name="avatar" label="Picture" accept={pictureTypes.join(",")} hint={`PNG, JPEG, GIF or WebP, up to ${avatarMaxKb} kB.`} />
      <Submit kind="secondary">Upload</Submit>
    </Form>
  );
}
