import type { Buyer, Line, Store } from "./store.ts";

export type Rush = {
  /** The orders that came of it, with whom they belong to. */
  readonly orders: readonly { readonly buyer: Buyer; readonly orderId: string }[];
  /** How often each answer was given: `201`, `409 inventory.insufficient`. */
  readonly answers: Readonly<Record<string, number>>;
};

/** How many people there are; each brings as many carts as it takes. */
const people = 20;

/** As many carts as asked for, each filled, which are all checked out at the same time. */
export async function rush(store: Store, carts: number, lines: readonly Line[]): Promise<Rush> {
  const guests = await Promise.all(Array.from({ length: people }, () => store.aGuest(lines)));
  const ready = guests.map((buyer) => ({ buyer, cart: buyer.cart }));
  while (ready.length < carts) {
    const more = guests.slice(0, carts - ready.length);
    ready.push(...(await Promise.all(more.map(async (buyer) => ({ buyer, cart: await store.cartOf(buyer, lines) })))));
  }
  const exchanges = await Promise.all(
    ready.map(async ({ buyer, cart }) => ({ buyer, exchange: await store.checkout(buyer, cart) })),
  );
  const said = exchanges.map(({ exchange: { status, json } }) =>
    status < 400 ? `${status}` : `${status} ${json?.code}`,
  );
  return {
    orders: exchanges
      .filter(({ exchange }) => exchange.status === 201)
      .map(({ buyer, exchange }) => ({ buyer, orderId: exchange.json.orderId })),
    answers: Object.fromEntries(
      [...Map.groupBy(said, (answer) => answer)].map(([answer, list]) => [answer, list.length]),
    ),
  };
}
