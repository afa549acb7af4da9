import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { PromotionCreated, PromotionUpdated } from "@millrace/contracts/promotions";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { requireVersion } from "@millrace/kernel/preconditions";

/** What a promotion is, without what is kept about it; discounts are worked out from it. */
type Definition = FactData<typeof PromotionUpdated>;

export type PromotionStatus = Definition["status"];

/** A promotion as it is kept. */
export type StoredPromotion = Definition & {
  /** How often it was redeemed, counted while it has a total limit. */
  readonly redeemed: number;
  readonly createdAt: string;
  /** The sequence of its last journal entry. */
  readonly version: number;
};

/** A promotion as staff writes it. */
export type PromotionDraft = Omit<Definition, "promotionId">;

/** What changes of a promotion; `null` takes a date away. */
export type PromotionChange = {
  readonly [Field in Exclude<keyof PromotionDraft, "trigger" | "status" | DateField>]?:
    | PromotionDraft[Field]
    | undefined;
} & { readonly [Field in DateField]?: string | null | undefined };
type DateField = "startsAt" | "endsAt";

/** The automatic promotions that are active: one item, because every cart and checkout reads them all. */
export type ActivePromotions = { readonly promotions: readonly Definition[]; readonly version: number };

/** Automatic promotions that may be active at once: each cart and checkout reads them all. */
export const maxActive = 20;

/** Each status and where it may go; a status without exits is final. */
const transitions = {
  active: ["paused", "archived"],
  paused: ["active", "archived"],
  archived: [],
} as const satisfies Record<PromotionStatus, readonly PromotionStatus[]>;

export const PromotionNotFound = defineRefusal("not_found", "promotion.not_found", "There is no such promotion.");
export const PromotionArchived = defineRefusal("conflict", "promotion.archived", "An archived promotion stays so.");
export const TooManyActive = defineRefusal(
  "conflict",
  "promotion.board_full",
  `At most ${maxActive} automatic promotions are active at once; pause one first.`,
);
export const PromotionInvalid = defineRefusal(
  "unprocessable",
  "promotion.invalid",
  "The promotion would contradict itself.",
);

function definitionOf({ redeemed: _, createdAt: _at, version: _v, ...definition }: StoredPromotion): Definition {
  return definition;
}

/** A new promotion. Refuses nothing: a draft contradicts itself nowhere. */
export function draftPromotion(
  draft: PromotionDraft,
  promotionId: string,
  at: Date,
): Decision<StoredPromotion, typeof PromotionCreated> {
  const definition = omitUndefined({ promotionId, ...draft });
  const state = { ...definition, redeemed: 0, createdAt: isoTime(at), version: 1 };
  return { state, fact: fact(PromotionCreated, promotionId, 1, definition) };
}

/** A promotion as it has become, and the fact that tells it. */
function updated(state: StoredPromotion): Decision<StoredPromotion, typeof PromotionUpdated> {
  return { state, fact: fact(PromotionUpdated, state.promotionId, state.version, definitionOf(state)) };
}

function requireCoherent({ startsAt, endsAt, trigger, limits }: StoredPromotion): void {
  if (startsAt !== undefined && endsAt !== undefined && startsAt >= endsAt) {
    throw PromotionInvalid(undefined, { errors: [{ field: "body.endsAt", reason: "is not after startsAt" }] });
  }
  if (trigger === "automatic" && (limits.total ?? limits.perCustomer) !== undefined) {
    throw PromotionInvalid(undefined, { errors: [{ field: "body.limits", reason: "belongs to coupons" }] });
  }
}

/**
 * The promotion with what a change names; orders keep what they got. Refuses a writer who has seen another version
 * (`VersionMismatch`), an archived promotion (`PromotionArchived`), and what would contradict itself (`PromotionInvalid`).
 */
export function changePromotion(
  promotion: StoredPromotion,
  { startsAt, endsAt, ...change }: PromotionChange,
  seen: number,
): Decision<StoredPromotion, typeof PromotionUpdated> {
  requireVersion("the promotion", promotion.version, seen);
  if (promotion.status === "archived") throw PromotionArchived();
  const dateOf = (date: string | null | undefined, before: string | undefined) =>
    date === undefined ? before : (date ?? undefined);
  const state = omitUndefined({
    ...promotion,
    ...omitUndefined(change),
    startsAt: dateOf(startsAt, promotion.startsAt),
    endsAt: dateOf(endsAt, promotion.endsAt),
    version: promotion.version + 1,
  });
  requireCoherent(state);
  return updated(state);
}

/**
 * The promotion in another status; the one it has already changes nothing but its version. Refuses a writer who has seen
 * another version (`VersionMismatch`), and another status of an archived promotion (`PromotionArchived`).
 */
export function moveTo(
  promotion: StoredPromotion,
  status: PromotionStatus,
  seen: number,
): Decision<StoredPromotion, typeof PromotionUpdated> {
  requireVersion("the promotion", promotion.version, seen);
  const next: readonly PromotionStatus[] = transitions[promotion.status];
  if (status !== promotion.status && !next.includes(status)) throw PromotionArchived();
  return updated({ ...promotion, status, version: promotion.version + 1 });
}

/**
 * The active promotions after one became what it is; undefined when it is not among them and was not. Refuses
 * (`TooManyActive`) one more than may be active at once.
 */
export function activeWith(
  active: ActivePromotions | undefined,
  promotion: StoredPromotion,
): ActivePromotions | undefined {
  const before = active?.promotions ?? [];
  const others = before.filter(({ promotionId }) => promotionId !== promotion.promotionId);
  const belongs = promotion.trigger === "automatic" && promotion.status === "active";
  if (!belongs && others.length === before.length) return undefined;
  const promotions = belongs ? [...others, definitionOf(promotion)] : others;
  if (promotions.length > maxActive) throw TooManyActive();
  return { promotions, version: (active?.version ?? 0) + 1 };
}
