import { promotion } from "@millrace/contracts/promotions";
import { couponCode, distinct, id, timestamp, version } from "@millrace/contracts/values";
import * as z from "zod";

/** What the routes of promotions take and give. */

/** Codes of one call: with the promotion's journal entry and the idempotency record they fit into one transaction. */
const maxCodes = 50;

const { promotionId, name, trigger, status, startsAt, endsAt, ...rules } = promotion.shape;
const { conditions, effect, stacking, priority, limits } = rules;

function inOrder(given: { startsAt?: string | undefined; endsAt?: string | undefined }): boolean {
  return given.startsAt === undefined || given.endsAt === undefined || given.startsAt < given.endsAt;
}

export const promotionDraft = z
  .strictObject({
    name,
    trigger,
    status: z.enum(["active", "paused"]).default("active"),
    startsAt,
    endsAt,
    conditions: conditions.default({}),
    effect,
    stacking: stacking.default("stackable"),
    priority: priority.default(100),
    limits: limits.default({}),
  })
  .refine(inOrder, { path: ["endsAt"], message: "is not after startsAt" })
  .refine((draft) => draft.trigger === "coupon" || Object.values(draft.limits).every((limit) => limit === undefined), {
    path: ["limits"],
    message: "belongs to coupons: what applies by itself is not counted",
  })
  .meta({ example: { name: "Ten percent off", trigger: "coupon", effect: { kind: "percentage", rate: 100_000 } } });

/** What changes of a promotion; `null` takes a date away. */
export const promotionChange = z
  .strictObject({
    name: name.optional(),
    startsAt: startsAt.nullable(),
    endsAt: endsAt.nullable(),
    conditions: conditions.optional(),
    effect: effect.optional(),
    stacking: stacking.optional(),
    priority: priority.optional(),
    limits: limits.optional(),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), "changes nothing")
  .meta({ example: { name: "Autumn sale" } });

export const promotionDetails = z
  .strictObject({
    ...promotion.shape,
    redeemed: z.int().min(0).meta({ description: "How often it was redeemed, counted while it has a total limit." }),
    createdAt: timestamp,
    version,
  })
  .meta({ id: "Promotion" });

/** Codes as the shop chooses them, or so many that nobody can guess. */
export const newCoupons = z
  .union([
    z.strictObject({
      codes: z
        .array(couponCode.min(4))
        .min(1)
        .max(maxCodes)
        .refine((codes) => distinct(codes), "names a code twice"),
    }),
    z.strictObject({
      generate: z.int().min(1).max(maxCodes),
      prefix: z
        .string()
        .regex(/^[A-Z0-9]{1,10}$/, "is not a prefix: 1 to 10 of A-Z and 0-9")
        .optional(),
    }),
  ])
  .meta({ example: { generate: 10, prefix: "SPRING" } });

export const couponDetails = z
  .strictObject({
    code: z.string(),
    promotionId: id("promotion"),
    status: z.enum(["active", "disabled"]),
    createdAt: timestamp,
  })
  .meta({ id: "Coupon" });

export const addedCoupons = z.strictObject({ coupons: z.array(couponDetails).max(maxCodes), version });
