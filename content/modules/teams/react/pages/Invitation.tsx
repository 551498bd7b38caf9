import { useState, type ReactNode } from "react";
import { Link, useNavigate, useParams } from "react-router";
import * as v from "valibot";
import { Alert, Failure, Form, LinkButton, Loading, Page, Problem, useAccount, useForm } from "#host";
import { useSettings } from "../../../auth/react/api/queries";
import { logOutTo } from "../../../auth/react/api/logOut";
import * as fields from "../../../auth/react/fields";
import { ActionForm } from "../../../auth/react/parts/ActionForm";
import { NameField } from "../../../auth/react/parts/NameField";
import { PasswordField, usePasswordHint } from "../../../auth/react/parts/PasswordField";
import { Submit } from "../../../auth/react/parts/Submit";
import { TermsField } from "../../../auth/react/parts/TermsField";
import { UsernameField } from "../../../auth/react/parts/UsernameField";
import { append, paths as accounts } from "../../../auth/react/paths";
import { api, bodyOf } from "../api/client";
import { type InvitationView, useInvitation, useOutdate } from "../api/queries";
import { AskedButton } from "../parts/AskedButton";
import { useAction } from "../parts/useAction";
import { paths } from "../paths";

/**
 * Where the link in an invitation leads. Looking changes nothing, since programs that check mail look too; joining is a button. Nothing
 * on this page leads to another site, which would learn the address and with it the secret.
 */
export function Component() {
  const token = useParams()["token"] ?? "";
  const invitation = useInvitation(token);
  const [hasDeclined, setHasDeclined] = useState(false);
  if (invitation.isPending) {
    return <Loading page />;
  }

  if (hasDeclined) {
    return (
      <Over>
        <Alert kind="success">The invitation is turned down.</Alert>
      </Over>
    );
  }

  if (invitation.isError) {
    // What is not good any more does not become so by another try.
    const isVoid = invitation.error instanceof Problem && invitation.error.status === 404;
    return (
      <Over>
        <Failure error={invitation.error} onRetry={isVoid ? undefined : invitation.refetch} />
      </Over>
    );
  }

  const about = invitation.data;
  return (
    <Page title="Invitation" heading={`Join ${about.teamName}`} narrow robots="noindex">
      {about.isMember && about.teamSlug ? (
        <>
          <p>You are a member of this team already.</p>
          <p>
            <LinkButton to={paths.team(about.teamSlug)}>Go to the team</LinkButton>
          </p>
        </>
      ) : about.isExpired ? (
        <Expired token={token} about={about} />
      ) : (
        <>
          <p className="lead">
            {about.inviterName} invited {about.email ?? "you"} to work in this team, with the role {about.roleName}.
          </p>
          <Answer token={token} about={about} />
          {!about.isLink && <Decline token={token} onDeclined={() => setHasDeclined(true)} />}
        </>
      )}
    </Page>
  );
}

/** There is nothing to join, or nothing any more. */
function Over({ children }: { children: ReactNode }) {
  return (
    <Page heading="Invitation" narrow robots="noindex">
      {children}
      <p>
        <Link to={paths.mine}>Your teams</Link>
      </p>
    </Page>
  );
}

interface AnswerProps {
  token: string;
  about: InvitationView;
}

function Expired({ token, about }: AnswerProps) {
  const [hasAsked, setHasAsked] = useState(false);
  const ask = async () => {
    await api.POST("/api/teams/invitations/ask-again", { body: { token } });
    setHasAsked(true);
  };
  return hasAsked ? (
    <>
      <Alert kind="success">The inviter is told that you would like a new invitation.</Alert>
      <p>You will get a message when there is a new invitation.</p>
    </>
  ) : (
    <>
      <p>
        {about.inviterName} invited {about.email ?? "you"} to this team. The invitation is too old.
      </p>
      {!about.isLink && <ActionForm action="Ask for a new invitation" onSubmit={ask} />}
    </>
  );
}

/** How the person who looks can join. */
function Answer({ token, about }: AnswerProps) {
  const { registration } = useSettings();
  if (about.currentEmail !== null) {
    return about.isForOtherAddress ? <OtherAddress token={token} about={about} /> : <Join token={token} action="Join the team" />;
  }

  const back = paths.invitation(token);
  return (
    <>
      {about.email !== null && !about.hasAccount && registration !== "closed" && <SignUp token={token} email={about.email} />}
      <p>
        {about.hasAccount ? "You have an account." : "Do you have an account?"} <Link to={append(accounts.login, back)}>Log in to join</Link>
      </p>
      {about.isLink && (
        <p>
          No account yet? <Link to={append(accounts.signUp, back)}>Sign up</Link>
        </p>
      )}
    </>
  );
}

function useJoin(token: string, asOther: boolean) {
  const navigate = useNavigate();
  const outdate = useOutdate();
  return async () => {
    const { slug, wasMember } = await bodyOf(api.POST("/api/teams/invitations/accept", { body: { token, asOther } }));
    await outdate();
    await navigate(`${paths.team(slug)}${wasMember ? "" : "?done=joined"}`, { replace: true });
  };
}

function Join({ token, action, asOther = false }: { token: string; action: string; asOther?: boolean }) {
  return <ActionForm action={action} onSubmit={useJoin(token, asOther)} />;
}

/** The secret proves that the person reads the invited mailbox; with which account to join is theirs to say, where the team lets them. */
function OtherAddress({ token, about }: AnswerProps) {
  return (
    <>
      <p>
        The invitation was sent to <strong>{about.email}</strong>, and you are logged in as <strong>{about.currentEmail}</strong>.
      </p>
      {about.allowsOtherAddress ? (
        <Join token={token} action={`Join as ${about.currentEmail}`} asOther />
      ) : (
        <p>This team takes only those in whose address it has invited.</p>
      )}
      <ActionForm action={`Log out and go on as ${about.email}`} kind="secondary" onSubmit={() => logOutTo(paths.invitation(token))} />
    </>
  );
}

const schema = v.object({ name: fields.optional, password: fields.required, acceptTerms: v.boolean() });

function SignUp({ token, email }: { token: string; email: string }) {
  const { terms } = useSettings();
  const hint = usePasswordHint();
  const account = useAccount();
  const navigate = useNavigate();
  const form = useForm({
    schema,
    defaultValues: { name: "", password: "", acceptTerms: false },
    onSubmit: async (body) => {
      const { slug } = await bodyOf(api.POST("/api/teams/invitations/sign-up", { body: { ...body, token } }));
      await account.refresh();
      await navigate(`${paths.team(slug)}?done=joined`, { replace: true });
    },
  });
  return (
    <Form of={form}>
      <p>Choose a password to make your account with the address {email}.</p>
      <UsernameField email={email} />
      <NameField />
      <PasswordField name="password" label="Password" autoComplete="new-password" hint={`${hint} A few words in a row are easy to remember.`} required />
      {terms && <TermsField url={terms.url} />}
      <Submit>Sign up and join</Submit>
    </Form>
  );
}

function Decline({ token, onDeclined }: { token: string; onDeclined: () => void }) {
  const { user } = useAccount();
  const navigate = useNavigate();
  const { busy, refusal, run } = useAction();
  const decline = async () => {
    await api.POST("/api/teams/invitations/decline", { body: { token } });
    if (user) {
      await navigate(`${paths.mine}?done=declined`);
    } else {
      onDeclined();
    }
  };
  return (
    <>
      {refusal}
      <div className="actions">
        <AskedButton action="No, thanks" warning="The link does not work any more afterwards." kind="quiet" isBusy={busy === "decline"} onConfirm={() => void run("decline", decline)} />
      </div>
    </>
  );
}
