import { CartUpdated } from "@millrace/contracts/carts";
import { etag, ok, type Request } from "@millrace/contracts/define-route";
import type { TermsOf } from "@millrace/pricing/sale";
import { batchGet } from "@millrace/table/batch-get";
import { type Cart, factOf, ownCart, requireChangeable } from "../domain/cart.ts";
import type { Ports } from "../env.ts";
import { type About, readMoment } from "./moment.ts";

type ChangeRequest = Pick<Request, "caller" | "once" | "origin"> & {
  readonly params: { readonly cartId: string };
  readonly ifMatch: number;
};

/** One change of a cart by its owner. */
type Change = {
  /** What the cart will be about, so that all that must be known is read at once. */
  readonly about: (before: Cart, at: Date) => About;
  readonly decide: (before: Cart, termsIn: (currency: string) => TermsOf, at: Date) => Cart;
};

/** A change that needs to know nothing of the shop. */
export function plainly(change: (before: Cart, at: Date) => Cart): Change {
  return {
    about: change,
    decide: (before, _, at) => change(before, at),
  };
}

/** Changes the caller's cart at the version that the caller saw: two reads, then one transaction with its fact. */
export async function changeCart(
  { carts, journal, idempotency, doors, table, now }: Ports,
  { params, caller, ifMatch, once, origin }: ChangeRequest,
  { about, decide }: Change,
) {
  const [stored, record] = await batchGet(table, [
    carts.read(params.cartId),
    ...(once ? [idempotency.read(once)] : []),
  ]);
  const replayed = once && idempotency.judge(once, record);
  if (replayed) return replayed;
  const at = now();
  const before = ownCart(stored, caller, at);
  requireChangeable(before, ifMatch);
  const [moment] = await readMoment({ doors, table }, at, about(before, at));
  const cart = decide(before, moment.termsIn, at);
  const { cartId: aggregateId, version: sequence } = cart;
  return idempotency.commit({
    once,
    answer: ok(await moment.show(cart), etag(sequence)),
    parts: [
      carts.change(cart),
      journal.append({ aggregateId, sequence, event: CartUpdated, data: factOf(cart), at, origin }),
    ],
  });
}
