import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createApi, type Exchange } from "../../test/support/http.ts";
import { eventually } from "./eventually.ts";
import { defaultReadyFile, type LocalReady, NotRunning, readLocalReady } from "./ready.ts";
import { signUp } from "./sign-in.ts";

const help = `npm run demo [-- options]

Plays a shopper against the running stack (npm start): signs up, fills a cart, checks out twice with one key, waits for
the payment and reads the mail. Prints each exchange, the order's timeline and its story.

  --ready-file FILE   where the stack says how it is reached (default .millrace/ready.json)
  --help              print this`;

const { values: options } = parseArgs({ options: { "ready-file": { type: "string" }, help: { type: "boolean" } } });

const short = (text: string): string => (text.length > 160 ? `${text.slice(0, 157)}…` : text);

const show = ({ method, path, status, headers, text }: Exchange): void => {
  const replayed = headers.get("idempotency-replayed") === "true" ? "  (replayed)" : "";
  console.log(`  ${method.padEnd(4)} ${path}\n    ${status}${replayed} ${short(text)}`);
};

type Mail = { readonly to: readonly string[]; readonly subject: string; readonly text: string };

const readMail = async ({ adminUrl }: LocalReady, address: string): Promise<Mail | undefined> => {
  const mails = (await (await fetch(`${adminUrl}/mailbox`)).json()) as readonly Mail[];
  return mails.find(({ to }) => to.includes(address));
};

const play = async (): Promise<void> => {
  const ready = readLocalReady(options["ready-file"]);
  const api = createApi(ready.apiUrl, show);
  // What waits for the system asks often and is shown once.
  const quietly = createApi(ready.apiUrl);

  console.log("\nA shopper signs up and in");
  const { accessToken: token, username } = await signUp(ready);
  console.log(`  ${username}`);

  console.log("\nbrowses");
  const { json: products } = await api("GET", "/v1/products?limit=3");
  const { json: product } = await api("GET", `/v1/products/${products.items[0].productId}`);
  const { sku } = product.variants[0];

  console.log("\nsays where to send it, and fills a cart");
  const { json: contact } = await api("POST", "/v1/contacts", {
    token,
    body: {
      email: username,
      name: "Ada Shopper",
      address: { line1: "1 Mill Lane", city: "Cambridge", postalCode: "CB1 2AB", country: "GB" },
    },
  });
  const { json: filled } = await api("POST", "/v1/carts", {
    token,
    body: { currency: "EUR", lines: [{ sku, quantity: 2 }], destination: { country: "GB" } },
  });

  console.log("\nuses a coupon, and chooses how it is shipped");
  const { json: reduced } = await api("PUT", `/v1/carts/${filled.cartId}/coupons/WELCOME10`, {
    token,
    headers: { "if-match": `"${filled.version}"` },
  });
  const { json: cart } = await api("PATCH", `/v1/carts/${filled.cartId}`, {
    token,
    headers: { "if-match": `"${reduced.version}"` },
    body: { shippingMethodId: reduced.shipping.options[0].shippingMethodId },
  });

  console.log("\nchecks out, and sends the same request again");
  const checkout = {
    token,
    headers: { "idempotency-key": randomUUID() },
    body: {
      contactId: contact.contactId,
      expectedTotal: cart.total,
      payment: { provider: "sandbox", token: "tok_ok" },
    },
  };
  const first = await api("POST", `/v1/carts/${cart.cartId}/checkout`, checkout);
  const second = await api("POST", `/v1/carts/${cart.cartId}/checkout`, checkout);
  if (first.status !== 201 || second.text !== first.text) throw new Error("The checkout was not answered alike twice.");
  const { orderId } = first.json;

  console.log("\nwaits for the payment");
  await eventually("the order to be confirmed", async () => {
    const order = await quietly("GET", `/v1/orders/${orderId}`, { token });
    return order.json.status === "confirmed" ? order : undefined;
  });
  await api("GET", `/v1/orders/${orderId}`, { token });

  console.log("\nreads the mail");
  const mail = await eventually("the confirmation mail", () => readMail(ready, username));
  console.log(`  ${mail.subject}\n${mail.text.replace(/^/gm, "    ")}`);

  console.log("\nand looks back");
  const { json: timeline } = await quietly("GET", `/v1/orders/${orderId}/timeline`, { token });
  for (const { sequence, type, occurredAt } of timeline.items) console.log(`  ${sequence}  ${occurredAt}  ${type}`);

  console.log(`\nThe order's story (npm run trace -- ${orderId})`);
  const file = options["ready-file"] ?? defaultReadyFile;
  spawnSync(process.execPath, [resolve(import.meta.dirname, "trace.ts"), orderId, "--ready-file", file], {
    stdio: "inherit",
  });
};

if (options.help) {
  console.log(help);
} else {
  await play().catch((error: unknown) => {
    console.error(error instanceof NotRunning ? error.message : error);
    process.exitCode = 1;
  });
}
