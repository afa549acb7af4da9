import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import { eventually } from "../../cli/src/eventually.ts";
import type { LocalReady } from "../../cli/src/ready.ts";
import { openStore } from "../support/store.ts";
import { atOnce } from "./at-once.ts";
import { type Post, postTo } from "./post.ts";
import { linesOf, shelf } from "./recorded.ts";

/** What one go of shoppers came to. */
type Rush = {
  /** Whole checkouts per second, from the first request to the last order's mail. */
  readonly perSecond: number;
  /** Of each checkout call, in milliseconds. */
  readonly checkouts: readonly number[];
  readonly orderIds: readonly string[];
};

/** The answer to one checkout call. */
export type CheckedOut = {
  readonly status: number;
  /** Of a refusal. */
  readonly code: string | undefined;
  readonly milliseconds: number;
};

/** Shoppers at the running stack. */
export type Shoppers = {
  /** Lets so many shoppers buy so many orders of two lines, one after the other. */
  rush(orders: number, shoppers: number): Promise<Rush>;
  /** Lets so many shoppers check out one piece each in the same instant. */
  instant(sku: string, shoppers: number): Promise<readonly CheckedOut[]>;
};

type Article = (typeof shelf)[number];
type Line = { readonly sku: string; readonly quantity: number };

type Mail = { readonly tags: { readonly eventId?: string }; readonly at: string };

const contact = {
  email: "ada@example.com",
  name: "Ada",
  address: { line1: "1 Mill Lane", city: "Cambridge", postalCode: "CB1 2AB", country: "GB" },
};

/** Puts the shelf on sale in a running stack. */
export function fillShelf(ready: LocalReady): Promise<void> {
  return putOnSale(ready, shelf);
}

/** Puts articles on sale in a running stack. */
export async function putOnSale(ready: LocalReady, articles: readonly Article[]): Promise<void> {
  const store = await openStore(ready);
  const variants = articles.map(({ sku, title, prices }) => ({ sku, title, prices }));
  const sent = { token: store.staff, body: { name: "Bench", variants } };
  const { json, status, text } = await store.api("POST", "/v1/products", sent);
  if (status !== 201) throw new Error(`The shelf was answered ${status}: ${text}`);
  await store.publish(json);
  for (const { sku, available } of articles) await store.receive(sku, available);
}

function headersOf(token: string, key?: string) {
  return {
    "content-type": "application/json",
    ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    ...(key === undefined ? {} : { "idempotency-key": key }),
  };
}

async function bodyOf(post: Post, path: string, token: string, body: object, key?: string) {
  const { status, text } = await post(path, headersOf(token, key), JSON.stringify(body));
  if (status !== 201) throw new Error(`POST ${path} answered ${status}: ${text}`);
  return JSON.parse(text);
}

async function mailsOf({ adminUrl }: LocalReady, orderIds: readonly string[]): Promise<readonly Mail[]> {
  const mails = (await (await fetch(`${adminUrl}/mailbox`)).json()) as readonly Mail[];
  const wanted = new Set(orderIds);
  // The tag is the fact's id, which begins with the order's.
  return mails.filter(({ tags }) => wanted.has(tags.eventId?.slice(0, 30) ?? ""));
}

/** When the last of the orders was mailed, in milliseconds since the epoch. */
async function lastMailed(ready: LocalReady, orderIds: readonly string[]): Promise<number> {
  const isIdle = async () => (await (await fetch(`${ready.adminUrl}/idle`)).json()) === true;
  const mails = await eventually(`${orderIds.length} orders to be mailed`, async () => {
    // The mailbox grows with every order: it is read once nothing is under way.
    if (!(await isIdle())) return undefined;
    const found = await mailsOf(ready, orderIds);
    return found.length >= orderIds.length ? found : undefined;
  });
  return Math.max(...mails.map(({ at }) => Date.parse(at)));
}

export function createShoppers(ready: LocalReady): Shoppers {
  const post = postTo(ready.apiUrl, new Agent({ keepAlive: true }));
  const tokens: string[] = [];

  /** The contact and the cart of a guest who has a token; gives the checkout of it. */
  const atTheTill = async (token: string, lines: readonly Line[]) => {
    const { contactId } = await bodyOf(post, "/v1/contacts", token, contact);
    const cart = await bodyOf(post, "/v1/carts", token, { currency: "EUR", lines });
    const path = `/v1/carts/${cart.cartId}/checkout`;
    const body = { contactId, expectedTotal: cart.total, payment: { provider: "sandbox", token: "tok_ok" } };
    return { path, token, body };
  };

  const buy = async (token: string, number: number) => {
    const { path, body } = await atTheTill(token, linesOf(number));
    const startedAt = performance.now();
    const order = await bodyOf(post, path, token, body, randomUUID());
    return { orderId: String(order.orderId), milliseconds: performance.now() - startedAt };
  };

  const tokensFor = async (shoppers: number): Promise<readonly string[]> => {
    while (tokens.length < shoppers) {
      const { guestToken } = await bodyOf(post, "/v1/guest-carts", "", { currency: "EUR", lines: [] });
      tokens.push(guestToken);
    }
    return tokens.slice(0, shoppers);
  };

  return {
    async rush(orders, shoppers) {
      const guests = await tokensFor(shoppers);
      const bought: Awaited<ReturnType<typeof buy>>[] = [];
      const startedAt = Date.now();
      const numbers = Array.from({ length: orders }, (_, number) => number);
      await atOnce(shoppers, numbers, async (number, shopper) => {
        bought.push(await buy(guests[shopper] ?? "", number));
      });
      const orderIds = bought.map(({ orderId }) => orderId);
      const seconds = ((await lastMailed(ready, orderIds)) - startedAt) / 1_000;
      return { perSecond: orders / seconds, checkouts: bought.map(({ milliseconds }) => milliseconds), orderIds };
    },
    async instant(sku, shoppers) {
      const carts: Awaited<ReturnType<typeof atTheTill>>[] = [];
      await atOnce(8, await tokensFor(shoppers), async (token) => {
        carts.push(await atTheTill(token, [{ sku, quantity: 1 }]));
      });
      return Promise.all(
        carts.map(async ({ path, token, body }) => {
          const startedAt = performance.now();
          const { status, text } = await post(path, headersOf(token, randomUUID()), JSON.stringify(body));
          const milliseconds = performance.now() - startedAt;
          return { status, code: JSON.parse(text).code, milliseconds };
        }),
      );
    },
  };
}
