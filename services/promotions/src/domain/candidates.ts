import { isGuest } from "@millrace/kernel/caller";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type { HeldCoupon } from "@millrace/kernel/sale";
import type { AppliedPromotion, Candidate, Promotion, PromotionLimits, Redemption } from "@millrace/pricing/promotion";
import type { Candidates } from "@millrace/pricing/sale";
import type { Coupon } from "./coupon.ts";
import type { ActivePromotions, StoredPromotion } from "./promotion.ts";

/** How often an owner redeemed a promotion; kept only while it has a limit per customer. */
export type Redemptions = { readonly promotionId: string; readonly ownerId: string; readonly count: number };

/** Somebody who has ordered. */
export type Buyer = { readonly ownerId: string; readonly firstOrderId: string };

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
    firstOrder: !isGuest(ownerId) && all("buyer").length === 0,
  };
}

/** A promotion that an order redeems, with what its counters were read as. */
export type Redeemed = Redemption & {
  readonly limits: PromotionLimits;
  /** Whether the owner has redeemed it before, so that a counter exists. */
  readonly known: boolean;
};

/** Those of the applied promotions that are counted. */
export function redeemedOf(
  candidates: readonly Candidate[],
  applied: readonly AppliedPromotion[],
): readonly Redeemed[] {
  return applied.flatMap(({ promotionId, code }): Redeemed[] => {
    const candidate = candidates.find((one) => one.promotion.promotionId === promotionId && one.code === code);
    const limits = candidate?.promotion.limits ?? {};
    const [total, perCustomer] = [limits.total !== undefined, limits.perCustomer !== undefined];
    const known = candidate?.redeemedByOwner !== undefined;
    return total || perCustomer ? [{ ...omitUndefined({ promotionId, code }), total, perCustomer, limits, known }] : [];
  });
}

/** What the order keeps of it, to restore it when it is canceled. */
export function redemptionOf({ limits: _, known: _known, ...redemption }: Redeemed): Redemption {
  return redemption;
}
