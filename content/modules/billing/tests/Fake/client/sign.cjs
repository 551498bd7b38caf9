// Stripe's own signer and its check: node sign.cjs sign SECRET SECONDS < body prints the header, node sign.cjs check SECRET HEADER < body the event's id.
const Stripe = require("stripe");
const body = require("fs").readFileSync(0, "utf8");
const stripe = new Stripe("sk_test_client");
const [, , what, secret, value] = process.argv;
console.log(what === "sign"
  ? stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: Number(value) })
  : stripe.webhooks.constructEvent(body, value, secret, Number.MAX_SAFE_INTEGER).id);
