import type { FactData } from "@millrace/contracts/define-event";
import type { PromotionUpdated } from "@millrace/contracts/promotions";
import { maxAutomatic, type promotionChange, type promotionDraft } from "@millrace/contracts/promotions-api";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { VersionMismatch } from "@millrace/kernel/refusals";
import type { Promotion } from "@millrace/pricing/promotion";
import type { z } from "zod";

export type PromotionStatus = Promotion["status"];

/** A promotion as it is kept. */
export type StoredPromotion = Promotion & {
  /** How often it was redeemed, counted while it has a total limit. */
  readonly redeemed: number;
  readonly createdAt: string;
  /** The sequence of its last journal entry. */
  readonly version: number;
};

/** The automatic promotions that are active: one item, because every cart and checkout reads them all. */
export type Board = { readonly promotions: readonly Promotion[]; readonly version: number };

/** Each status and where it may go; a status without exits is final. */
const transitions = {
  active: ["paused", "archived"],
  paused: ["active", "archived"],
  archived: [],
} as const satisfies Record<PromotionStatus, readonly PromotionStatus[]>;

export const PromotionNotFound = defineRefusal("not_found", "promotion.not_found", "There is no such promotion.");
export const PromotionArchived = defineRefusal("conflict", "promotion.archived", "An archived promotion stays so.");
export const BoardFull = defineRefusal(
  "conflict",
  "promotion.board_full",
  `At most ${maxAutomatic} automatic promotions are active at once; pause one first.`,
);
export const PromotionInvalid = defineRefusal(
  "unprocessable",
  "promotion.invalid",
  "The promotion would contradict itself.",
);

/** What a promotion is, without what is kept about it. */
function definitionOf({ redeemed: _, createdAt: _at, version: _v, ...definition }: StoredPromotion): Promotion {
  return definition;
}

/** What a promotion's facts tell. */
export function factOf(promotion: StoredPromotion): FactData<typeof PromotionUpdated> {
  // The same shape; only the schema's lists may be written to.
  return definitionOf(promotion) as FactData<typeof PromotionUpdated>;
}

function coherent(promotion: StoredPromotion): StoredPromotion {
  const { startsAt, endsAt, trigger, limits } = promotion;
  if (startsAt !== undefined && endsAt !== undefined && startsAt >= endsAt) {
    throw PromotionInvalid(undefined, { errors: [{ field: "body.endsAt", reason: "is not after startsAt" }] });
  }
  if (trigger === "automatic" && (limits.total ?? limits.perCustomer) !== undefined) {
    throw PromotionInvalid(undefined, { errors: [{ field: "body.limits", reason: "belongs to coupons" }] });
  }
  return promotion;
}

export function draftPromotion(draft: z.output<typeof promotionDraft>, promotionId: string, at: Date): StoredPromotion {
  return {
    ...(omitUndefined({ promotionId, ...draft }) as Promotion),
    redeemed: 0,
    createdAt: isoTime(at),
    version: 1,
  };
}

function checkVersion({ version }: StoredPromotion, seen: number | undefined): void {
  if (version !== seen) throw VersionMismatch(`The promotion is at version ${version}.`);
}

/** The promotion with what a change names; orders keep what they got. */
export function changePromotion(
  promotion: StoredPromotion,
  { startsAt, endsAt, ...change }: z.output<typeof promotionChange>,
  seen: number | undefined,
): StoredPromotion {
  checkVersion(promotion, seen);
  if (promotion.status === "archived") throw PromotionArchived();
  const dateOf = (date: string | null | undefined, before: string | undefined) =>
    date === undefined ? before : (date ?? undefined);
  return coherent(
    omitUndefined({
      ...promotion,
      ...omitUndefined(change),
      startsAt: dateOf(startsAt, promotion.startsAt),
      endsAt: dateOf(endsAt, promotion.endsAt),
      version: promotion.version + 1,
    }) as StoredPromotion,
  );
}

/** The promotion in another status; the one it has already changes nothing but its version. */
export function moveTo(promotion: StoredPromotion, status: PromotionStatus, seen: number | undefined): StoredPromotion {
  checkVersion(promotion, seen);
  const next: readonly PromotionStatus[] = transitions[promotion.status];
  if (status !== promotion.status && !next.includes(status)) throw PromotionArchived();
  return { ...promotion, status, version: promotion.version + 1 };
}

/** The board after a promotion became what it is; undefined when it is not on it and was not. */
export function boardWith(board: Board | undefined, promotion: StoredPromotion): Board | undefined {
  const before = board?.promotions ?? [];
  const others = before.filter(({ promotionId }) => promotionId !== promotion.promotionId);
  const belongs = promotion.trigger === "automatic" && promotion.status === "active";
  if (!belongs && others.length === before.length) return undefined;
  const promotions = belongs ? [...others, definitionOf(promotion)] : others;
  if (promotions.length > maxAutomatic) throw BoardFull();
  return { promotions, version: (board?.version ?? 0) + 1 };
}
