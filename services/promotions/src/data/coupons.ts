import { Busy } from "@millrace/kernel/refusals";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import { itemFrom, pageFrom } from "@millrace/table/results";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { CodeTaken, type Coupon } from "../domain/coupon.ts";
import { couponEntity } from "./coupon.entity.ts";

/** Every access pattern of coupons. */
export type Coupons = {
  /** AP-PR8. One coupon by its normalized code, to read with others: table get, strongly consistent. */
  read(code: string): Read<Coupon>;
  /** AP-PR9. One coupon by its normalized code, alone: table get, strongly consistent. */
  get(code: string): Promise<Coupon | undefined>;
  /** AP-PR10. A promotion's coupons by code: gsi1 query, eventually consistent, one page. */
  list(promotionId: string, limit: number, position: string | null): Promise<Page<Coupon>>;
  /** AP-PR11. A new coupon, refused when its code is taken; `index` is its place in the request. */
  create(coupon: Coupon, index: number): TransactItem;
  /** AP-PR12. The end of a coupon; refused when it has ended meanwhile, so that its end is told once. */
  disable(code: string): TransactItem;
};

export function createCoupons(table: Table): Coupons {
  const entity = couponEntity(table);
  return {
    read: (code) => readOf<Coupon>(entity, { code }),
    get: (code) => itemFrom(entity.get({ code }).go({ consistent: true })),
    list: (promotionId, limit, position) =>
      pageFrom(entity.query.ofPromotion({ promotionId }).go({ limit, cursor: position })),
    create: (coupon, index) =>
      transactItem(
        entity,
        (writes) => writes.create(coupon),
        () => CodeTaken(undefined, { errors: [{ field: `body.codes.${index}`, reason: `${coupon.code} is taken` }] }),
      ),
    disable: (code) =>
      transactItem(
        entity,
        (writes) =>
          writes
            .patch({ code })
            .set({ status: "disabled" })
            .where(({ status }, { eq }) => eq(status, "active")),
        () => Busy("The coupon was disabled meanwhile; send the request again."),
      ),
  };
}
