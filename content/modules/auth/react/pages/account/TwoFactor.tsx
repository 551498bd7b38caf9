import { useState } from "react";
import { Alert, Code, LinkButton } from "#host";
import { type TwoFactorSecret, useRefresh, useTwoFactor } from "../../api/queries";
import { AccountPage } from "../../parts/account/AccountPage";
import { Done } from "../../parts/Done";
import { TwoFactorBegun } from "../../parts/account/TwoFactorBegun";
import { TwoFactorOff } from "../../parts/account/TwoFactorOff";
import { type NewCodes, TwoFactorOn } from "../../parts/account/TwoFactorOn";
import { paths } from "../../paths";

/** Two-factor login on and off. Secrets are shown in the answer that makes them and nowhere else: they live in this page's state. */
export function Component() {
  const status = useTwoFactor();
  const refresh = useRefresh();
  const [secret, setSecret] = useState<TwoFactorSecret>();
  const [fresh, setFresh] = useState<NewCodes>();
  const showCodes = async (codes: NewCodes) => {
    setFresh(codes);
    setSecret(undefined);
    await refresh();
  };
  if (fresh) {
    return (
      <AccountPage heading="Two-factor login">
        <Alert kind="success">{fresh.done}</Alert>
        <h2>Your recovery codes</h2>
        <p>Each takes the place of your app once, when you do not have it. Write them down or print them: they are not shown again.</p>
        <Code>{fresh.codes.join("\n")}</Code>
        <div className="actions">
          <LinkButton to={paths.accountTwoFactor} onClick={() => setFresh(undefined)}>
            I have kept them
          </LinkButton>
        </div>
      </AccountPage>
    );
  }

  return (
    <AccountPage heading="Two-factor login">
      <Done says={{ off: "Two-factor login is off, and all other devices are logged out.", trust: "The browser asks for codes again." }} />
      {status.isOn ? (
        <TwoFactorOn status={status} onCodes={showCodes} />
      ) : secret ? (
        <TwoFactorBegun secret={secret} onSecret={setSecret} onCodes={showCodes} />
      ) : (
        <TwoFactorOff onSecret={setSecret} />
      )}
    </AccountPage>
  );
}
