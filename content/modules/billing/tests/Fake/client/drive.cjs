// Stripe's own client on the stand-in: node drive.cjs PORT; it prints what it found as JSON.
const Stripe = require("stripe");

const stripe = new Stripe("sk_test_client", { host: "127.0.0.1", port: Number(process.argv[2]), protocol: "http", maxNetworkRetries: 0, telemetry: false });

async function main() {
  const found = {};
  const product = await stripe.products.create({ name: "Small" });
  const price = await stripe.prices.create({ product: product.id, currency: "usd", unit_amount: 1000, recurring: { interval: "month" } });
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: 1772366400 });
  const customer = await stripe.customers.create({ email: "ann@example.com", payment_method: "pm_card_visa", test_clock: clock.id, metadata: { account: "a" } });

  const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id, quantity: 2 }] });
  found.status = subscription.status;
  found.amount = subscription.items.data[0].price.unit_amount;

  const changed = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  found.cancels = changed.cancel_at_period_end;
  await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });

  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: 1772366400 + 40 * 24 * 3600 });
  const invoices = await stripe.invoices.list({ customer: customer.id }).autoPagingToArray({ limit: 100 });
  found.invoices = invoices.map((invoice) => [invoice.status, invoice.total]);

  const session = await stripe.checkout.sessions.create({
    mode: "subscription", customer: customer.id, line_items: [{ price: price.id, quantity: 1 }], success_url: "https://example.com/done", cancel_url: "https://example.com/",
    subscription_data: { metadata: { account: "a" }, trial_period_days: 14 },
  });
  found.session = [session.status, session.url.endsWith(session.id)];

  const options = { idempotencyKey: "once" };
  const [one, two] = [await stripe.customers.create({ email: "ben@example.com" }, options), await stripe.customers.create({ email: "ben@example.com" }, options)];
  found.once = [one.id === two.id, two.lastResponse.headers["idempotent-replayed"]];

  found.refusals = [];
  for (const attempt of [
    () => stripe.customers.create({ email: "cat@example.com" }, options),
    () => stripe.customers.create({ nothing: 1 }),
    () => stripe.customers.retrieve("cus_none"),
    () => stripe.invoices.pay(invoices[0].id),
  ]) {
    try {
      await attempt();
      found.refusals.push("none");
    } catch (error) {
      found.refusals.push([error.type, error.code ?? null]);
    }
  }

  const names = [];
  for (let number = 0; number < 25; number++) {
    await stripe.products.create({ name: `${number}` });
  }
  for await (const each of stripe.products.list({ limit: 10 })) {
    names.push(each.name);
  }
  found.products = names.length;
  console.log(JSON.stringify(found));
}

main().catch((error) => { console.error(error); process.exit(1); });
