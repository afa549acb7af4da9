import { createHandler } from "@millrace/contracts/create-handler";
import { actorOf, type Caller } from "@millrace/kernel/caller";
import { idOf, type NewId } from "@millrace/kernel/ids";
import { batchGet } from "@millrace/table/batch-get";
import { journalOf } from "@millrace/table/journal";
import { commit } from "@millrace/table/transact";
import { carts as service } from "../../services/carts/src/manifest.ts";
import { createPorts } from "../../services/carts/src/ports.ts";
import { abandonCarts } from "../../services/carts/src/schedules/abandon-carts.ts";
import { createCoupons } from "../../services/promotions/src/data/coupons.ts";
import { createPromotions } from "../../services/promotions/src/data/promotions.ts";
import type { StoredPromotion } from "../../services/promotions/src/domain/promotion.ts";
import { aPromotion } from "./a-promotion.ts";
import { callsTo } from "./calls.ts";
import { freshTable } from "./table.ts";

/** When everything happens that does not say otherwise. */
export const at = new Date("2026-11-23T09:30:00.000Z");

async function signingKey() {
  return "a signing key of thirty-two bytes";
}
const newId: NewId = (kind) => idOf(kind, at, crypto.getRandomValues(new Uint8Array(10)));

/** A customer whom no other test knows. */
export function aCustomer(): Caller {
  return { kind: "customer", ownerId: `cus_${crypto.randomUUID()}`, groups: [] };
}

/** The routes and the sweeper of carts, on a real table and with a clock that tests move. */
export async function openCartsWorld() {
  const table = await freshTable();
  let time = at;
  const now = () => time;
  const ports = createPorts(table, now, newId, { cursorKey: signingKey, guestKey: signingKey });
  const journal = journalOf("carts", "cartId", table);
  const call = callsTo(service.routes, ports);

  return {
    table,
    ports,
    journal,
    call,
    /** A cart of somebody's, as it was answered. */
    aCart: async (caller: Caller, lines: readonly unknown[] = [{ sku: "TEE", quantity: 2 }], more: object = {}) =>
      (await call("POST /v1/carts", { caller, body: { currency: "EUR", lines, ...more } })).body,
    /** A guest with a cart and the token that proves whose it is. */
    async aGuest(lines: readonly unknown[] = [{ sku: "TEE", quantity: 2 }], more: object = {}) {
      const { body } = await call("POST /v1/guest-carts", { body: { currency: "EUR", lines, ...more } });
      const { ownerId } = (await journal.list(body.cart.cartId, 0, 1))[0]?.data ?? {};
      const caller: Caller = { kind: "guest", ownerId: String(ownerId) };
      return { cart: body.cart, token: body.guestToken as string, caller };
    },
    /** A code that belongs to a promotion. */
    async aCoupon(code: string, more: Partial<StoredPromotion> = {}): Promise<void> {
      const promotionId = newId("promotion");
      const tenPercent = aPromotion({ promotionId, name: code, ...more });
      const coupon = { code, promotionId, status: "active", createdAt: at.toISOString() } as const;
      await commit([createPromotions(table).create(tenPercent), createCoupons(table).create(coupon, 0)]);
    },
    /** A cart's facts, as `1 cart.created`. */
    factsOf: async (cartId: string) =>
      (await journal.list(cartId, 0, 100)).map(({ sequence, type }) => `${sequence} ${type}`),
    /** What happens at another time. */
    async during<Result>(when: Date, act: () => Promise<Result>): Promise<Result> {
      time = when;
      const result = await act();
      time = at;
      return result;
    },
    sweep: () =>
      createHandler(
        abandonCarts,
        ports,
      )({
        at: now(),
        origin: { actor: "carts-abandon-carts", correlationId: "run-1", causationId: "run-1", causationDepth: 0 },
      }),
    ownerOf: actorOf,
  };
}

/** A cart as it is stored. */
export async function storedCart({ ports, table }: Awaited<ReturnType<typeof openCartsWorld>>, cartId: string) {
  const [cart] = await batchGet(table, [ports.carts.read(cartId)]);
  if (cart === undefined) throw new Error(`There is no ${cartId}.`);
  return cart;
}
