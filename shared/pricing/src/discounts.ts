import { allocate, money, type PartsPerMillion, share } from "@millrace/kernel/money";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import type {
  AppliedPromotion,
  Candidate,
  PromotedLine,
  Promotion,
  PromotionEffect,
  RejectedPromotion,
  RejectedReason,
} from "./promotion.ts";

/** What promotions depend on beside the cart's lines. */
export type PromotionFacts = {
  readonly currency: string;
  readonly at: Date;
  /** The buyer's customer groups. */
  readonly groups: readonly string[];
  readonly firstOrder: boolean;
  /** A guest cannot be known again, so nothing is counted for one. */
  readonly guest: boolean;
  /** What shipping costs when so much is taken off each line; 0 while no way of shipping is chosen. */
  readonly shippingCostOf: (offLines: readonly number[]) => Promise<number>;
};

/** What promotions take off a sale, and why others do not. Amounts in minor units of its currency. */
export type Discounts = {
  readonly applied: readonly AppliedPromotion[];
  readonly rejected: readonly RejectedPromotion[];
};

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

/** Which lines a promotion is about: all, or those that any of its three lists names. */
function concerns({ skus, productIds, categoryIds }: Promotion["conditions"], line: PromotedLine): boolean {
  return (
    (skus === undefined && productIds === undefined && categoryIds === undefined) ||
    skus?.includes(line.sku) === true ||
    productIds?.includes(line.productId) === true ||
    categoryIds?.some((categoryId) => line.categoryIds.includes(categoryId)) === true
  );
}

/** Whether a promotion runs at a time. */
export function isActive({ status, startsAt, endsAt }: Promotion, at: Date): boolean {
  const now = at.toISOString();
  return status === "active" && (startsAt === undefined || startsAt <= now) && (endsAt === undefined || now < endsAt);
}

function isMet({ conditions }: Promotion, lines: readonly PromotedLine[], facts: PromotionFacts): boolean {
  const { minSubtotal, minQuantity, groups, firstOrder } = conditions;
  const concerned = lines.filter((line) => concerns(conditions, line));
  const least = minSubtotal?.find(({ currency }) => currency === facts.currency)?.amount;
  if (concerned.length === 0) return false;
  // A currency in which no minimum is stated cannot meet it.
  if (minSubtotal !== undefined && least === undefined) return false;
  if (total(concerned.map(({ subtotal }) => subtotal)) < (least ?? 0)) return false;
  if (total(concerned.map(({ quantity }) => quantity)) < (minQuantity ?? 0)) return false;
  if (groups !== undefined && !groups.some((group) => facts.groups.includes(group))) return false;
  return firstOrder !== true || facts.firstOrder;
}

/** Why a candidate cannot apply, whatever it would take off; undefined when it can. */
function reasonAgainst(
  { promotion, redeemed = 0, redeemedByOwner = 0 }: Candidate,
  lines: readonly PromotedLine[],
  facts: PromotionFacts,
): RejectedReason | undefined {
  const { limits, conditions } = promotion;
  if (!isActive(promotion, facts.at)) return "not_active";
  if (facts.guest && (conditions.firstOrder === true || limits.perCustomer !== undefined)) return "sign_in_required";
  if (redeemed >= (limits.total ?? Number.POSITIVE_INFINITY)) return "limit_reached";
  if (redeemedByOwner >= (limits.perCustomer ?? Number.POSITIVE_INFINITY)) return "limit_reached";
  return isMet(promotion, lines, facts) ? undefined : "not_met";
}

/** The lines that a promotion is about, with what is left of each after the promotions before it. */
type Basis = { readonly lines: readonly PromotedLine[]; readonly left: readonly number[]; readonly currency: string };

/** An amount, at most what is left, spread over the lines in proportion to what is left of them. */
function spread(amount: number, { left, currency }: Basis): readonly number[] {
  return allocate(money(Math.min(amount, total(left)), currency), left).map((part) => part.amount);
}

function atRate(rate: PartsPerMillion, basis: Basis): readonly number[] {
  return spread(share(money(total(basis.left), basis.currency), rate).amount, basis);
}

/** Of every `buy + get` units the `get` cheapest, counted over all lines; the dearest are the ones that are bought. */
function cheapest(
  { buy, get, rate }: Extract<PromotionEffect, { kind: "buy_x_get_y" }>,
  { lines, left, currency }: Basis,
): readonly number[] {
  const units = total(lines.map(({ quantity }) => quantity));
  let reduced = Math.floor(units / (buy + get)) * get + Math.max(0, (units % (buy + get)) - buy);
  const byPrice = lines
    .map(({ unitAmount, sku, quantity }, index) => ({ unitAmount, sku, quantity, index }))
    .sort((one, other) => one.unitAmount - other.unitAmount || (one.sku < other.sku ? -1 : 1));
  const off = lines.map(() => 0);
  for (const { quantity, index } of byPrice) {
    const count = Math.min(reduced, quantity);
    const worth = Number((BigInt(left[index] ?? 0) * BigInt(count)) / BigInt(quantity));
    off[index] = share(money(worth, currency), rate).amount;
    reduced -= count;
  }
  return off;
}

function takenOff(effect: PromotionEffect, basis: Basis): readonly number[] {
  const { lines, currency } = basis;
  switch (effect.kind) {
    case "percentage":
      return atRate(effect.rate, basis);
    case "fixed":
      return spread(effect.amounts.find((amount) => amount.currency === currency)?.amount ?? 0, basis);
    case "free_shipping":
      return lines.map(() => 0);
    case "buy_x_get_y":
      return cheapest(effect, basis);
    case "tiered": {
      const subtotal = total(lines.map((line) => line.subtotal));
      const reached = effect.tiers.flatMap(({ from, rate }) => {
        const least = from.find((amount) => amount.currency === currency)?.amount;
        return least === undefined || subtotal < least ? [] : [{ least, rate }];
      });
      const highest = reached.reduce((best, next) => (next.least >= best.least ? next : best), { least: 0, rate: 0 });
      return atRate(highest.rate, basis);
    }
  }
}

/** What promotions take off each line, one after the other, each of what those before it have left. */
function offLinesInTurn(
  candidates: readonly Candidate[],
  lines: readonly PromotedLine[],
  currency: string,
): readonly (readonly number[])[] {
  const left = lines.map(({ subtotal }) => subtotal);
  return candidates.map(({ promotion }) => {
    const indexes = lines.flatMap((line, index) => (concerns(promotion.conditions, line) ? [index] : []));
    const basis = {
      lines: indexes.flatMap((index) => lines[index] ?? []),
      left: indexes.map((index) => left[index] ?? 0),
      currency,
    };
    const perLine = lines.map(() => 0);
    for (const [position, amount] of takenOff(promotion.effect, basis).entries()) {
      const index = indexes[position] ?? 0;
      perLine[index] = amount;
      left[index] = (left[index] ?? 0) - amount;
    }
    return perLine;
  });
}

/** Applies promotions together. The first of free shipping takes off all that it costs, and leaves nothing to others. */
async function applyTogether(
  candidates: readonly Candidate[],
  lines: readonly PromotedLine[],
  { currency, shippingCostOf }: PromotionFacts,
): Promise<readonly AppliedPromotion[]> {
  const offLines = offLinesInTurn(candidates, lines, currency);
  const free = candidates.findIndex(({ promotion }) => promotion.effect.kind === "free_shipping");
  const cost =
    free === -1 ? 0 : await shippingCostOf(lines.map((_, line) => total(offLines.map((off) => off[line] ?? 0))));
  return candidates.map(({ promotion: { promotionId, name }, code }, index) => ({
    ...omitUndefined({ promotionId, name, code }),
    perLine: offLines[index] ?? [],
    shipping: index === free ? cost : 0,
  }));
}

function worth(applied: readonly AppliedPromotion[]): number {
  return total(applied.flatMap(({ perLine, shipping }) => [...perLine, shipping]));
}

function hasEffect(applied: AppliedPromotion): boolean {
  return worth([applied]) > 0;
}

function byTurn(one: Candidate, other: Candidate): number {
  return (
    one.promotion.priority - other.promotion.priority ||
    (one.promotion.promotionId < other.promotion.promotionId
      ? -1
      : one.promotion.promotionId > other.promotion.promotionId
        ? 1
        : 0) ||
    ((one.code ?? "") < (other.code ?? "") ? -1 : 1)
  );
}

/** A promotion counts once, however many of its codes a cart holds. */
function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(
    ({ promotion }, index) =>
      candidates.findIndex((other) => other.promotion.promotionId === promotion.promotionId) === index,
  );
}

/**
 * What promotions take off a cart. Stackable ones apply together, by priority, each to what is left; an exclusive one
 * applies alone. Whichever takes off more, shipping counted, wins, and of equals the stackable ones. Whatever takes
 * nothing off has no effect: free shipping too, beside another, for a download, or before a method is chosen.
 */
export async function discountsOf(
  lines: readonly PromotedLine[],
  candidates: readonly Candidate[],
  facts: PromotionFacts,
): Promise<Discounts> {
  const inTurn = candidates.toSorted(byTurn);
  const judged = inTurn.map((candidate) => ({ candidate, reason: reasonAgainst(candidate, lines, facts) }));
  const able = distinct(judged.filter(({ reason }) => reason === undefined).map(({ candidate }) => candidate));
  const combinations = await Promise.all(
    [
      able.filter(({ promotion }) => promotion.stacking === "stackable"),
      ...able.filter(({ promotion }) => promotion.stacking === "exclusive").map((candidate) => [candidate]),
    ].map((together) => applyTogether(together, lines, facts)),
  );
  const applied = combinations
    .reduce((winner, next) => (worth(next) > worth(winner) ? next : winner))
    .filter(hasEffect);
  const idle = combinations.flat().filter((of) => !hasEffect(of));
  const is = (of: AppliedPromotion, { promotion, code }: Candidate) =>
    of.promotionId === promotion.promotionId && of.code === code;
  const rejected = judged.flatMap(({ candidate, reason }): RejectedPromotion[] => {
    if (applied.some((of) => is(of, candidate))) return [];
    const { promotion, code } = candidate;
    const why = reason ?? (idle.some((of) => is(of, candidate)) ? "no_effect" : "not_combinable");
    return [omitUndefined({ promotionId: promotion.promotionId, code, reason: why })];
  });
  return { applied, rejected };
}
