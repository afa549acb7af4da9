import { epochSeconds, isoTime, secondsAfter } from "@millrace/kernel/clock";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy, CartChanged, VersionMismatch } from "@millrace/kernel/refusals";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import { pageFrom } from "@millrace/table/results";
import { dueShardOf } from "@millrace/table/sweep";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { type Cart, cartStatuses, closedBy } from "../domain/cart.ts";
import { cartEntity } from "./cart.entity.ts";

/** Every access pattern of carts. */
export type Carts = {
  /** AP-CT1. One cart by id, to read with others: table get, strongly consistent. */
  read(cartId: string): Read<Cart>;
  /** AP-CT2. A new cart. */
  open(cart: Cart): TransactItem;
  /** AP-CT3. A cart's next version, whoever owns it then; refused when it has ended or is not at the version before. */
  change(cart: Cart): TransactItem;
  /** AP-CT4. The end of a cart that became an order; refused when it has expired or is not as `cart` was read. */
  close(cart: Cart, orderId: string, at: Date): TransactItem;
  /**
   * AP-CT5. The end of a guest's cart whose lines went to another; refused when it has ended or is not as it was read.
   */
  merge(cart: Cart, mergedInto: string): TransactItem;
  /**
   * AP-CT6. The end of a cart that nobody came back for, if it is as it was read; its version is the fact's, or stays.
   */
  abandon(cart: Cart, version: number): TransactItem;
  /** AP-CT9. A cart that an order had closed, open again as it was; refused unless that order closed it. */
  reopen(cart: Cart, orderId: string): TransactItem;
  /** AP-CT7. An owner's open carts, newest first: gsi1 query, eventually consistent, one page. */
  listOpen(ownerId: string, limit: number, position: string | null): Promise<Page<Cart>>;
  /**
   * AP-CT8. Open carts that have expired, oldest first: gsi2 query and batch get, eventually consistent, one page of
   * one shard. What is decided must therefore be a condition of the write.
   */
  listDue(shard: string, until: Date, position: string | null): Promise<Page<Cart>>;
};

const duePageSize = 50;

/** A cart that has expired is kept for so long for those who ask what became of it. */
const keptSeconds = 30 * 24 * 60 * 60;

/** What an open cart is found by, and when it goes. */
function findable({ cartId, ownerId, createdAt, expiresAt }: Cart) {
  return {
    openOwnerId: ownerId,
    createdAt,
    dueShard: dueShardOf(cartId),
    dueAt: expiresAt,
    expiresAt,
    ttl: epochSeconds(secondsAfter(new Date(expiresAt), keptSeconds)),
  };
}

const said = ["destination", "shippingMethodId", "note"] as const;

function statusOf(stored: Readonly<Record<string, unknown>> | undefined): Cart["status"] | undefined {
  return cartStatuses.find((status) => status === stored?.["status"]);
}

function endedOr(stored: Readonly<Record<string, unknown>> | undefined, otherwise: () => ReturnType<typeof Busy>) {
  const status = statusOf(stored);
  return status === undefined || status === "open" ? otherwise() : closedBy(status);
}

/** What an ended cart keeps of how it ended; it leaves both indexes. */
type Ending = {
  readonly status: Cart["status"];
  readonly version?: number;
  readonly orderId?: string;
  readonly mergedInto?: string;
};

/** Ends carts; refused when one has ended, is not as it was read or, where a time is given, has expired by then. */
function endingIn(entity: ReturnType<typeof cartEntity>) {
  return ({ cartId, ...read }: Cart, ending: Ending, refuse: TransactItem["refuse"], at?: Date): TransactItem =>
    transactItem(
      entity,
      (writes) =>
        writes
          .patch({ cartId })
          .set(ending)
          .remove(["openOwnerId", "dueShard", "dueAt"])
          .where(({ status, version, expiresAt }, { eq, gt }) => {
            const asRead = `${eq(status, "open")} AND ${eq(version, read.version)}`;
            return at === undefined ? asRead : `${asRead} AND ${gt(expiresAt, isoTime(at))}`;
          }),
      refuse,
    );
}

export function createCarts(table: Table): Carts {
  const entity = cartEntity(table);
  const end = endingIn(entity);

  return {
    read: (cartId) => readOf<Cart>(entity, { cartId }),
    open: (cart) =>
      transactItem(
        entity,
        (writes) => writes.create(omitUndefined({ ...cart, lines: cart.lines.map(omitUndefined), ...findable(cart) })),
        () => Busy("Another cart took this id; send the request again."),
      ),
    change: (cart) =>
      transactItem(
        entity,
        (writes) => {
          const { cartId, ownerId, currency, lines, coupons, destination, shippingMethodId, note, version } = cart;
          const details = omitUndefined({ destination, shippingMethodId, note });
          return writes
            .patch({ cartId })
            .set({
              ownerId,
              currency,
              lines: lines.map(omitUndefined),
              coupons,
              version,
              ...details,
              ...findable(cart),
            })
            .remove(said.filter((name) => !(name in details)))
            .where((stored, { eq }) => `${eq(stored.status, "open")} AND ${eq(stored.version, version - 1)}`);
        },
        (stored) => endedOr(stored, VersionMismatch),
      ),
    close: (cart, orderId, at) => end(cart, { status: "closed", orderId }, () => CartChanged(), at),
    merge: (cart, mergedInto) =>
      end(cart, { status: "merged", mergedInto }, (stored) =>
        endedOr(stored, () => Busy("The guest's cart changed meanwhile; send the request again.")),
      ),
    abandon: (cart, version) =>
      end(cart, { status: "abandoned", version }, (stored) => endedOr(stored, VersionMismatch)),
    reopen: (cart, orderId) =>
      transactItem(
        entity,
        (writes) =>
          writes
            .patch({ cartId: cart.cartId })
            .set({ status: "open", ...findable(cart) })
            .remove(["orderId"])
            .where((stored, { eq }) => `${eq(stored.status, "closed")} AND ${eq(stored.orderId, orderId)}`),
        () => Busy("Another order closed the cart."),
      ),
    listOpen: (ownerId, limit, position) =>
      pageFrom(entity.query.openOfOwner({ openOwnerId: ownerId }).go({ order: "desc", limit, cursor: position })),
    listDue: (shard, until, position) =>
      pageFrom(
        entity.query
          .due({ dueShard: shard })
          .lte({ dueAt: isoTime(until) })
          .go({ limit: duePageSize, cursor: position, hydrate: true }),
      ),
  };
}
