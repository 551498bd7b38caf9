import { Link, useNavigate, useSearchParams } from "react-router";
import { Badge, Button, Card, LinkButton, Page, useAccount } from "#host";
import { api, bodyOf } from "../api/client";
import { leaveFor } from "../api/leave";
import { type Contract, type Plan, useOwnContract, usePlans, useRefresh } from "../api/queries";
import { showAmount } from "../money";
import { about, useOwnerKey } from "../owner";
import { ForWhom, useOwnerName } from "../parts/ForWhom";
import { useAction } from "../parts/useAction";
import { changePath, type Interval, intervalOf, pricingPath } from "../paths";

/** What is sold, for everybody. */
export function Component() {
  const { plans, oneOffs, currency } = usePlans();
  // Not by the parts of auth, which are one file: visitors would load them all.
  const [search] = useSearchParams();
  const code = search.get("code") || undefined;
  const asked = intervalOf(search.get("interval") ?? undefined);
  const { contract, isKnown } = useOwnContract();
  const isSold = (interval: Interval) => plans.some((plan) => plan.prices.some((price) => price.interval === interval));
  const hasChoice = isSold("month") && isSold("year");
  const interval = isSold("year") && (asked === "year" || !hasChoice) ? "year" : "month";
  const { busy, refusal, run } = useAction();
  const choose = useChoose(interval, code);
  const paidIn = contract?.currency ?? currency;
  const offers = plans.map((plan) => ({ plan, price: priceOf(plan, interval, paidIn) })).filter(({ plan, price }) => plan.isFree || price);
  const once = oneOffs.flatMap((plan) => plan.prices.filter((price) => price.currency === paidIn).map((price) => ({ plan, price })));
  return (
    <Page heading="Pricing" eyebrow={useOwnerName()} lead="Choose the plan that fits. You can change or cancel it at any time.">
      {refusal}
      <ForWhom pathOf={(key) => pricingPath(interval, code, key)} />
      {hasChoice && <Intervals current={interval} code={code} />}
      {code && <p>Your promotion code {code} counts for what you choose, if it is good.</p>}
      {offers.length === 0 && once.length === 0 ? (
        <p>Nothing is sold here yet.</p>
      ) : (
        <div className="cards">
          {offers.map(({ plan, price }) => (
            <Card key={plan.key} title={plan.name}>
              {plan.description && <p className="muted">{plan.description}</p>}
              <p className="lead">
                {price ? (
                  <>
                    <strong>{showAmount(price.amount, price.currency)}</strong>{" "}
                    <span className="muted small">
                      {interval === "year" ? "a year" : "a month"}
                      {plan.isPerMember && " for each member"}
                    </span>
                  </>
                ) : (
                  <strong>Free</strong>
                )}
              </p>
              {plan.trialDays !== null && (
                <p className="muted small">
                  {plan.trialDays} days for free{!plan.trialNeedsCard && ", without a card"}
                </p>
              )}
              <Points of={plan} />
              {isKnown && <Choice plan={plan} interval={interval} contract={contract} isBusy={busy === plan.key} onChoose={() => void run(plan.key, () => choose(plan.key))} />}
            </Card>
          ))}
          {once.map(({ plan, price }) => (
            <Card key={plan.key} title={plan.name}>
              {plan.description && <p className="muted">{plan.description}</p>}
              <p className="lead">
                <strong>{showAmount(price.amount, price.currency)}</strong> <span className="muted small">once</span>
              </p>
              <Points of={plan} />
              {isKnown && (
                <p>
                  {contract?.purchases.some((one) => one.key === plan.key && !one.isRefunded) ? (
                    <Badge kind="success">You have it</Badge>
                  ) : (
                    <Button isBusy={busy === plan.key} onClick={() => void run(plan.key, () => choose(plan.key))}>
                      Choose {plan.name}
                    </Button>
                  )}
                </p>
              )}
            </Card>
          ))}
        </div>
      )}
    </Page>
  );
}

const priceOf = (plan: Plan, interval: Interval, currency: string) => plan.prices.find((price) => price.interval === interval && price.currency === currency);

/** What a plan has, in the words of the catalogue. */
function Points({ of: { points } }: { of: Plan }) {
  return points.length === 0 ? null : (
    <ul>
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  );
}

function Intervals({ current, code }: { current: Interval; code: string | undefined }) {
  const owner = useOwnerKey();
  return (
    <nav aria-label="Billing interval">
      <ul className="nav">
        {(["month", "year"] as const).map((interval) => (
          <li key={interval}>
            <Link to={pricingPath(interval, code, owner)} aria-current={interval === current ? "true" : undefined}>
              {interval === "year" ? "Yearly" : "Monthly"}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface ChoiceProps {
  plan: Plan;
  interval: Interval;
  /** The reader's own; undefined for visitors. */
  contract: Contract | undefined;
  isBusy: boolean;
  onChoose: () => void;
}

/** What the reader can do about a plan: nothing about their own and about the free one. */
function Choice({ plan, interval, contract, isBusy, onChoose }: ChoiceProps) {
  const owner = useOwnerKey();
  const changeable = contract?.subscription?.status === "active" || contract?.subscription?.status === "trialing" ? contract.subscription : undefined;
  if (contract?.plan === plan.key && (!changeable || changeable.interval === interval)) {
    return (
      <p>
        <Badge kind="success">Your plan</Badge>
      </p>
    );
  }

  if (plan.isFree) {
    return null;
  }

  return (
    <p>
      {changeable ? (
        <LinkButton to={changePath(plan.key, interval, owner)}>Change to {plan.name}</LinkButton>
      ) : (
        <Button isBusy={isBusy} onClick={onChoose}>
          Choose {plan.name}
        </Button>
      )}
    </p>
  );
}

/** Begins to buy: who is not logged in does that first, and comes back to the same prices. */
function useChoose(interval: Interval, code: string | undefined): (plan: string) => Promise<void> {
  const { user, signInPath } = useAccount();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const owner = useOwnerKey();
  return async (plan) => {
    if (!user && signInPath) {
      await navigate(`${signInPath}?returnUrl=${encodeURIComponent(pricingPath(interval, code, owner))}`);
      return;
    }

    try {
      leaveFor((await bodyOf(api.POST("/api/billing/checkout", { params: { query: about(owner) }, body: { plan, interval, ...(code !== undefined && { code }) } }))).url);
    } catch (refusal) {
      // Another tab may have bought meanwhile: the page shows what there is now.
      await refresh();
      throw refusal;
    }
  };
}
