/** `npm run demo`: plays a shopper against the running stack, and prints every exchange. */
import { randomUUID } from "node:crypto";
import { XRayClient } from "@aws-sdk/client-xray";
import { explain, parseArguments, texts } from "./command-line.ts";
import { eventually } from "./eventually.ts";
import { type Api, accepted, createApi, type Exchange } from "./http-client.ts";
import { type LocalReady, readLocalReady } from "./ready.ts";
import { awsSettings, signUp } from "./sign-in.ts";
import { findTraces } from "./story/find-traces.ts";
import { storyOf } from "./story/story.ts";
import { storyLines } from "./story/story-lines.ts";

const help = `npm run demo [-- options]

Plays a shopper against the running stack (npm start): signs up, fills a cart, checks out twice with one key, waits for
the payment and reads the mail. Prints each exchange, the order's timeline and its story.

  --ready-file FILE   where the stack says how it is reached (default .millrace/ready.json)
  --help              print this`;

type Mail = { readonly to: readonly string[]; readonly subject: string; readonly text: string };

try {
  const { values } = parseArguments(process.argv.slice(2), { ...texts("ready-file"), help: { type: "boolean" } });
  if (values.help) console.log(help);
  else await play(readLocalReady(values["ready-file"]));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

async function play(ready: LocalReady): Promise<void> {
  console.log("\nA shopper signs up and in");
  const { accessToken, username } = await signUp(ready);
  console.log(`  ${username}`);
  const call = callsWith(createApi(ready.apiUrl, show), accessToken);
  // What waits for the system asks often and is shown once.
  const quietly = callsWith(createApi(ready.apiUrl), accessToken);
  const admin = createApi(ready.adminUrl);

  const cart = await fillCart(call);
  const orderId = await checkOut(call, cart, username);

  console.log("\nwaits for the payment");
  await eventually("the order to be confirmed", async () => {
    const { json: order } = await quietly("GET", `/v1/orders/${orderId}`);
    return order.status === "confirmed" || undefined;
  });
  await call("GET", `/v1/orders/${orderId}`);

  console.log("\nreads the mail");
  const mail = await eventually("the confirmation mail", async () => {
    const mails: readonly Mail[] = (await admin("GET", "/mailbox")).json;
    return mails.find(({ to }) => to.includes(username));
  });
  console.log(`  ${mail.subject}\n${mail.text.replace(/^/gm, "    ")}`);

  console.log("\nand looks back");
  const { json: timeline } = await quietly("GET", `/v1/orders/${orderId}/timeline`);
  for (const { sequence, type, occurredAt } of timeline.items) console.log(`  ${sequence}  ${occurredAt}  ${type}`);

  console.log(`\nThe order's story (npm run trace -- ${orderId})`);
  await eventually("the stack to come to rest", async () => (await admin("GET", "/idle")).json || undefined);
  const traces = await findTraces(new XRayClient(awsSettings(ready)), orderId, Date.now());
  console.log(storyLines(storyOf(orderId, traces)).join("\n"));
}

/** Fills a cart with what the shop lists first, to be sent with a coupon. */
async function fillCart(call: Api) {
  console.log("\nbrowses");
  const { json: products } = await call("GET", "/v1/products?limit=3");
  const { json: product } = await call("GET", `/v1/products/${products.items[0].productId}`);
  const [{ sku }] = product.variants;

  console.log("\nfills a cart, uses a coupon, and chooses how it is shipped");
  const wanted = { currency: "EUR", lines: [{ sku, quantity: 2 }], destination: { country: "GB" } };
  const { json: filled } = await call("POST", "/v1/carts", { body: wanted });
  const path = `/v1/carts/${filled.cartId}`;
  const { json: reduced } = await call("PUT", `${path}/coupons/WELCOME10`, { version: filled.version });
  const [option] = reduced.shipping.options;
  // What weighs nothing is not shipped.
  if (option === undefined) return reduced;
  const body = { shippingMethodId: option.shippingMethodId };
  return (await call("PATCH", path, { version: reduced.version, body })).json;
}

/** Says where to send the cart, and sends the checkout twice. Gives the order's id. */
async function checkOut(call: Api, cart: Exchange["json"], email: string): Promise<string> {
  console.log("\nsays where to send it");
  const address = { line1: "1 Mill Lane", city: "Cambridge", postalCode: "CB1 2AB", country: "GB" };
  const { json: contact } = await call("POST", "/v1/contacts", { body: { email, name: "Ada Shopper", address } });

  console.log("\nchecks out, and sends the same request again");
  const payment = { provider: "sandbox", token: "tok_ok" };
  const body = { contactId: contact.contactId, expectedTotal: cart.total, payment };
  const checkout = { key: randomUUID(), body };
  const first = await call("POST", `/v1/carts/${cart.cartId}/checkout`, checkout);
  const second = await call("POST", `/v1/carts/${cart.cartId}/checkout`, checkout);
  if (second.text !== first.text) throw new Error("The checkout was not answered alike twice.");
  return first.json.orderId;
}

/** Calls as the holder of a token, which must succeed. */
function callsWith(api: Api, token: string): Api {
  return async (method, path, send) => accepted(await api(method, path, { token, ...send }));
}

function show({ method, path, status, headers, text }: Exchange): void {
  const replayed = headers.get("idempotency-replayed") === "true" ? "  (replayed)" : "";
  const short = text.length > 160 ? `${text.slice(0, 157)}…` : text;
  console.log(`  ${method.padEnd(4)} ${path}\n    ${status}${replayed} ${short}`);
}
