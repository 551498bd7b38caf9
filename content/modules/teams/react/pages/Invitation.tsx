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
import { type InvitationView, useInvitation, useRefresh } from "../api/queries";
import { paths } from "../paths";

/** Where an invitation leads: it is looked at, and accepted or declined by a button alone, since mail scanners look too. */
export function Component() {
  const token = useParams()["token"] ?? "";
  const invitation = useInvitation(token);
  const [hasDeclined, setHasDeclined] = useState(false);
  if (invitation.isPending) {
    return <Loading page />;
  }

  if (hasDeclined) {
    return (
      <Frame>
        <Alert kind="success">You have declined the invitation.</Alert>
        <Home />
      </Frame>
    );
  }

  if (invitation.isError) {
    return (
      <Frame>
        {invitation.error instanceof Problem && invitation.error.status === 404 ? (
          <>
            <Alert kind="warning">{invitation.error.message}</Alert>
            <Home />
          </>
        ) : (
          <Failure error={invitation.error} onRetry={invitation.refetch} />
        )}
      </Frame>
    );
  }

  const about = invitation.data;
  return (
    <Frame lead={`${about.inviterName} invites you to the team ${about.teamName}, with the role ${about.roleName}.`}>
      <Answer token={token} about={about} />
      {!about.isLink && !about.isMember && !about.isExpired && <Decline token={token} onDeclined={() => setHasDeclined(true)} />}
    </Frame>
  );
}

function Frame({ lead, children }: { lead?: string; children: ReactNode }) {
  return (
    <Page heading="Invitation" lead={lead} narrow robots="noindex">
      {children}
    </Page>
  );
}

const Home = () => (
  <p>
    <Link to="/">Go to the home page</Link>
  </p>
);

interface AnswerProps {
  token: string;
  about: InvitationView;
}

/** What the person who looks can do with it. */
function Answer({ token, about }: AnswerProps) {
  if (about.isMember && about.teamSlug) {
    return (
      <>
        <p>You are in this team already.</p>
        <p>
          <LinkButton to={paths.team(about.teamSlug)}>Go to the team</LinkButton>
        </p>
      </>
    );
  }

  if (about.isExpired) {
    return <Expired token={token} about={about} />;
  }

  if (about.currentEmail !== null) {
    return about.isForOtherAddress ? <OtherAddress token={token} about={about} /> : <Join token={token} action="Join the team" />;
  }

  const back = paths.invitation(token);
  if (about.email !== null && !about.hasAccount) {
    return <SignUp token={token} email={about.email} />;
  }

  return (
    <>
      <p>{about.email === null ? "Log in or sign up to accept." : `There is an account with the address ${about.email}. Log in with it to accept.`}</p>
      <div className="actions">
        <LinkButton to={append(accounts.login, back)}>Log in</LinkButton>
        {about.email === null && (
          <LinkButton kind="secondary" to={append(accounts.signUp, back)}>
            Sign up
          </LinkButton>
        )}
      </div>
    </>
  );
}

function Expired({ token, about }: AnswerProps) {
  const [hasAsked, setHasAsked] = useState(false);
  const ask = async () => {
    await api.POST("/api/teams/invitations/ask-again", { body: { token } });
    setHasAsked(true);
  };
  if (hasAsked) {
    return <Alert kind="success">{`${about.inviterName} knows now that you would like a new one.`}</Alert>;
  }

  return (
    <>
      <Alert kind="warning">This invitation is too old.</Alert>
      {!about.isLink && <ActionForm action="Ask for a new one" onSubmit={ask} />}
    </>
  );
}

function useJoin(token: string, asOther: boolean) {
  const navigate = useNavigate();
  const refresh = useRefresh();
  return async () => {
    const { slug } = await bodyOf(api.POST("/api/teams/invitations/accept", { body: { token, asOther } }));
    await navigate(`${paths.team(slug)}?done=joined`, { replace: true });
    await refresh();
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
        The invitation was sent to {about.email}, and you are logged in as {about.currentEmail}.
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
    <>
      <p>Your account gets the address {email}, which counts as confirmed.</p>
      <Form of={form}>
        <UsernameField email={email} />
        <NameField />
        <PasswordField name="password" label="Password" autoComplete="new-password" hint={`${hint} A few words in a row are easy to remember.`} required />
        {terms && <TermsField url={terms.url} />}
        <Submit>Sign up and join</Submit>
      </Form>
      <p>
        <Link to={append(accounts.login, paths.invitation(token))}>Log in with another account</Link>
      </p>
    </>
  );
}

function Decline({ token, onDeclined }: { token: string; onDeclined: () => void }) {
  const decline = async () => {
    await api.POST("/api/teams/invitations/decline", { body: { token } });
    onDeclined();
  };
  return <ActionForm action="Decline" kind="quiet" onSubmit={decline} />;
}
