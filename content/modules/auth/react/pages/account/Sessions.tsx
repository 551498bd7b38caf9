import { useNavigate } from "react-router";
import * as v from "valibot";
import { Badge, Button, DataTable, Form, TextField, useForm, useSignedIn } from "#host";
import { api } from "../../api/client";
import { useRefresh, useSessions, useSettings } from "../../api/queries";
import * as fields from "../../fields";
import { AccountPage } from "../../parts/AccountPage";
import { Done } from "../../parts/Done";
import { UsernameField } from "../../parts/UsernameField";
import { paths } from "../../paths";
import { showTime } from "../../times";

const schema = v.object({ currentPassword: fields.text });

export default function Sessions() {
  const user = useSignedIn();
  const settings = useSettings();
  const sessions = useSessions();
  return (
    <AccountPage title="Sessions">
      <Done says={{ one: "The device is logged out.", others: "All other devices are logged out." }} />
    </AccountPage>
  );
}
