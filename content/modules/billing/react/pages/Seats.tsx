import { useState } from "react";
import { Link, useNavigate } from "react-router";
import * as v from "valibot";
import { Button, Facts, Form, Page, TextField, useAccount, useForm } from "#host";
import { api, bodyOf } from "../api/client";
import { type SeatPreview, type Seats, useContract, useRefresh, useSeats } from "../api/queries";
import { showDay } from "../days";
import { showAmount } from "../money";
import { about, useOwnerKey } from "../owner";
import { useOwnerName } from "../parts/ForWhom";
import { useAction } from "../parts/useAction";
import { donePath, pathFor, paths } from "../paths";

/** Seats: how many are taken, what another number costs, and the button that does it. */
export function Component() {
  const seats = useSeats();
  const { mayManage } = useContract();
  const [preview, setPreview] = useState<SeatPreview>();
  const owner = useOwnerKey();
  return (
    <Page heading="Seats" eyebrow={useOwnerName()} lead={seats.limit === null ? `${seats.used} ${seats.used === 1 ? "member" : "members"}` : `${seats.used} of ${seats.limit} seats are taken.`} narrow robots="noindex">
      {seats.reserved > 0 && (
        <p>
          {seats.reserved} more {seats.reserved === 1 ? "waits for somebody who is" : "wait for those who are"} invited.
        </p>
      )}
      {preview ? (
        <Preview of={preview} />
      ) : seats.mode === "fixed" && seats.paid !== null && mayManage ? (
        <NumberForm of={seats} paid={seats.paid} onShown={setPreview} />
      ) : (
        seats.mode === "auto" && (
          <p>The number of seats follows your members. Who joins is paid for at once for the rest of the period; who leaves is not paid for any more from the next one on.</p>
        )
      )}
      <p>
        <Link to={pathFor(paths.contract, owner)}>Back to billing</Link>
      </p>
    </Page>
  );
}

const schema = v.object({ seats: v.pipe(v.string(), v.regex(/^\d{1,6}$/, "Please write a number.")) });

/** The server knows the least and the most, and says so. */
function NumberForm({ of, paid, onShown }: { of: Seats; paid: number; onShown: (preview: SeatPreview) => void }) {
  const owner = useOwnerKey();
  const form = useForm({
    schema,
    defaultValues: { seats: String(paid) },
    onSubmit: async ({ seats }) => onShown(await bodyOf(api.GET("/api/billing/seats/preview", { params: { query: { seats: Number(seats), ...about(owner) } } }))),
  });
  return (
    <Form of={form}>
      <TextField name="seats" label="Number of seats" inputMode="numeric" autoComplete="off" hint={`At least ${of.used + of.reserved}.`} />
      <Button type="submit" isBusy={form.isBusy}>
        Show what it costs
      </Button>
    </Form>
  );
}

function Preview({ of }: { of: SeatPreview }) {
  const { user } = useAccount();
  const owner = useOwnerKey();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const { busy, refusal, run } = useAction();
  const day = showDay(of.renewsAt, user?.timeZone);
  const confirm = async () => {
    await api.POST("/api/billing/seats", { params: { query: about(owner) }, body: { seats: of.seats, token: of.token } });
    await navigate(donePath("seats", owner));
    await refresh();
  };
  return (
    <>
      {refusal}
      {of.due > 0 ? (
        <>
          <Facts
            items={[
              ["Seats", `${of.seats} instead of ${of.present}`],
              ["To pay now", <strong key="due">{showAmount(of.due, of.currency)}</strong>],
            ]}
          />
          <p>The seats are there as soon as this is paid. It pays for them until {day}.</p>
        </>
      ) : of.seats > of.present ? (
        <p>
          Nothing has to be paid now. From {day} on you pay for {of.seats} seats.
        </p>
      ) : (
        <p>
          From {day} on you pay for {of.seats} seats. Until then you keep those that are paid.
        </p>
      )}
      <div className="actions">
        <Button isBusy={busy !== undefined} onClick={() => void run("seats", confirm)}>
          Change to {of.seats} {of.seats === 1 ? "seat" : "seats"}
        </Button>
      </div>
    </>
  );
}
