import type { Buyer, Line, Store } from "./store.ts";

export type Rush = {
  /** The orders that came of it, with whom they belong to. */
  readonly orders: readonly { readonly buyer: Buyer; readonly orderId: string }[];
  /** How often each answer was given: `201`, `409 inventory.insufficient`. */
  readonly answers: Readonly<Record<string, number>>;
};

/** How many people get ready at a time; only the checkouts themselves are all open at once. */
const readyAtOnce = 20;

/** As many guests as asked for, each with a filled cart, who all check out at the same time. */
export const rush = async (store: Store, buyers: number, lines: readonly Line[]): Promise<Rush> => {
  const guests: Awaited<ReturnType<Store["aGuest"]>>[] = [];
  while (guests.length < buyers) {
    const next = Math.min(readyAtOnce, buyers - guests.length);
    guests.push(...(await Promise.all(Array.from({ length: next }, () => store.aGuest(lines)))));
  }
  const exchanges = await Promise.all(
    guests.map(async (buyer) => ({ buyer, exchange: await store.checkout(buyer, buyer.cart) })),
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
};
