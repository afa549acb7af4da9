import { isGuest } from "@millrace/kernel/caller";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { HeldCoupon } from "@millrace/kernel/sale";
import type { AppliedPromotion, Candidate, Promotion, PromotionLimits, Redemption } from "@millrace/pricing/promotion";
import type { Candidates } from "@millrace/pricing/sale";
import type { Coupon } from "./coupon.ts";
import type { ActivePromotions, StoredPromotion } from "./promotion.ts";

/** How often an owner redeemed a promotion; kept only while it has a limit per customer. */
export type Redemptions = { readonly promotionId: string; readonly ownerId: string; readonly count: number };

/** What is known of a customer's first order; once either is known, it is not to come any more. */
export type Buyer = {
  readonly ownerId: string;
  /** The order that got what is for first orders, as long as it is not canceled. */
  readonly firstOrderId?: string | undefined;
  /** An order that was confirmed, the latest. */
  readonly confirmedOrderId?: string | undefined;
};

/** What one cart's promotions are read from; `candidatesOf` knows what to make of it. */
export type PromotionRecord =
  | ({ readonly record: "active" } & ActivePromotions)
  | ({ readonly record: "buyer" } & Buyer)
  | ({ readonly record: "coupon" } & Coupon)
  | ({ readonly record: "promotion" } & StoredPromotion)
  | ({ readonly record: "redemptions" } & Redemptions);

/** A coupon that leads nowhere: nothing is told apart of unknown, disabled and moved ones. */
function nothing({ code, promotionId }: HeldCoupon): Candidate {
  return {
    code,
    promotion: {
      promotionId,
      name: code,
      trigger: "coupon",
      status: "paused",
      conditions: {},
      effect: { kind: "free_shipping" },
      stacking: "stackable",
      priority: 0,
      limits: {},
    },
  };
}

type Of<Kind extends PromotionRecord["record"]> = Extract<PromotionRecord, { record: Kind }>;

/** The promotions that a cart could get: automatic ones, and those of its coupons. */
export function candidatesOf(
  found: readonly (PromotionRecord | undefined)[],
  coupons: readonly HeldCoupon[],
  ownerId: string,
): Candidates {
  const all = <Kind extends PromotionRecord["record"]>(kind: Kind): readonly Of<Kind>[] =>
    found.filter((record): record is Of<Kind> => record?.record === kind);
  const automatic = all("active").flatMap(({ promotions }) =>
    promotions.map((promotion): Candidate => ({ promotion })),
  );
  const byCoupon = coupons.map((held): Candidate => {
    const coupon = all("coupon").find(({ code }) => code === held.code);
    const stored = all("promotion").find(({ promotionId }) => promotionId === held.promotionId);
    const redeemedByOwner = all("redemptions").find(({ promotionId }) => promotionId === held.promotionId)?.count;
    if (coupon?.status !== "active" || coupon.promotionId !== held.promotionId || stored === undefined) {
      return nothing(held);
    }
    const { record: _, redeemed, createdAt: _at, version: _v, ...promotion } = stored;
    return {
      promotion: promotion satisfies Promotion,
      code: held.code,
      redeemed,
      ...omitUndefined({ redeemedByOwner }),
    };
  });
  return {
    candidates: [...automatic, ...byCoupon],
    firstOrder:
      !isGuest(ownerId) && all("buyer").every((buyer) => (buyer.firstOrderId ?? buyer.confirmedOrderId) === undefined),
  };
}

/** A promotion that an order redeems, with the limits that it is counted against. */
export type Redeemed = Redemption & {
  readonly limits: PromotionLimits;
};

/** Those of the applied promotions that are counted. */
export function redeemedOf(
  candidates: readonly Candidate[],
  applied: readonly AppliedPromotion[],
): readonly Redeemed[] {
  return applied.flatMap(({ promotionId, code }): Redeemed[] => {
    const candidate = candidates.find((one) => one.promotion.promotionId === promotionId && one.code === code);
    const { limits = {}, conditions = {} } = candidate?.promotion ?? {};
    const counted = {
      total: limits.total !== undefined,
      perCustomer: limits.perCustomer !== undefined,
      firstOrder: conditions.firstOrder === true,
    };
    const isCounted = Object.values(counted).includes(true);
    return isCounted ? [{ ...omitUndefined({ promotionId, code }), ...counted, limits }] : [];
  });
}

/** What the order keeps of it, to restore it when it is canceled. */
export function redemptionOf({ limits: _, ...redemption }: Redeemed): Redemption {
  return redemption;
}
