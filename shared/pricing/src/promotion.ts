import type { Money, PartsPerMillion } from "@millrace/kernel/money";

/** What must be true of a cart for a promotion to apply; an absent condition always holds. */
export type PromotionConditions = {
  /** One per currency: what the discounted lines must at least cost, before any discount. */
  readonly minSubtotal?: readonly Money[] | undefined;
  /** Units of the lines that the promotion is about. */
  readonly minQuantity?: number | undefined;
  /** The lines that the promotion is about; all lines when none of the three is given, else the union. */
  readonly skus?: readonly string[] | undefined;
  readonly productIds?: readonly string[] | undefined;
  readonly categoryIds?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly firstOrder?: boolean | undefined;
};

/** What a promotion takes off. */
export type PromotionEffect =
  | { readonly kind: "percentage"; readonly rate: PartsPerMillion }
  /** One amount per currency, spread over the lines it is about; never more than they cost. */
  | { readonly kind: "fixed"; readonly amounts: readonly Money[] }
  | { readonly kind: "free_shipping" }
  /** For every `buy` units, the next `get` cheapest units at `rate` off. */
  | { readonly kind: "buy_x_get_y"; readonly buy: number; readonly get: number; readonly rate: PartsPerMillion }
  /** The highest tier reached by the subtotal of the lines it is about, in each currency. */
  | {
      readonly kind: "tiered";
      readonly tiers: readonly { readonly from: readonly Money[]; readonly rate: PartsPerMillion }[];
    };

/** How often a promotion may be used: in all, and by one customer. */
export type PromotionLimits = {
  readonly total?: number | undefined;
  readonly perCustomer?: number | undefined;
};

/** A promotion as a sale is priced by it. */
export type Promotion = {
  readonly promotionId: string;
  readonly name: string;
  /** Automatic ones apply by themselves; the others need one of their coupon codes. */
  readonly trigger: "automatic" | "coupon";
  readonly status: "active" | "paused" | "archived";
  readonly startsAt?: string | undefined;
  readonly endsAt?: string | undefined;
  readonly conditions: PromotionConditions;
  readonly effect: PromotionEffect;
  /** An exclusive promotion never goes with another; of several that could, the one that takes off most stays alone. */
  readonly stacking: "exclusive" | "stackable";
  /** Lower goes first; later ones are computed on what is left. */
  readonly priority: number;
  readonly limits: PromotionLimits;
};

/** A promotion that the cart asks for, as checkout finds it: with its code and how often it was redeemed. */
export type Candidate = {
  readonly promotion: Promotion;
  readonly code?: string | undefined;
  /** Times redeemed in all and by this buyer, where the promotion has limits. */
  readonly redeemed?: number | undefined;
  readonly redeemedByOwner?: number | undefined;
};

/** Why a candidate takes nothing off. */
export type RejectedReason =
  | "not_active"
  | "not_met"
  | "limit_reached"
  | "sign_in_required"
  | "not_combinable"
  | "no_effect";

/** What one promotion takes off each line, in the lines' order, and off shipping: something at least. */
export type AppliedPromotion = {
  readonly promotionId: string;
  readonly name: string;
  readonly code?: string | undefined;
  /** Minor units per line, never negative. */
  readonly perLine: readonly number[];
  /** Minor units of shipping, before tax. */
  readonly shipping: number;
};

/** A promotion that was asked for and takes nothing off, with the reason. */
export type RejectedPromotion = {
  readonly promotionId: string;
  readonly code?: string | undefined;
  readonly reason: RejectedReason;
};

/** A line as promotions see it. `subtotal` is unit price times quantity, in minor units. */
export type PromotedLine = {
  readonly sku: string;
  readonly productId: string;
  readonly categoryIds: readonly string[];
  readonly quantity: number;
  readonly unitAmount: number;
  readonly subtotal: number;
};

/** What of an order's promotions is limited, and is restored when the order is canceled. */
export type Redemption = {
  readonly promotionId: string;
  readonly code?: string | undefined;
  /** Which counters it touched. */
  readonly total: boolean;
  readonly perCustomer: boolean;
  /** Whether it is for the buyer's first order. */
  readonly firstOrder: boolean;
};
