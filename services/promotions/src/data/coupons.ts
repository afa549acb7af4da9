import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { CodeTaken, type Coupon, CouponNotFound } from "../domain/coupon.ts";
import { couponEntity } from "./coupon.entity.ts";

/** Every access pattern of coupons. */
export type Coupons = {
  /** AP-PR7. One coupon by its normalized code, to read with others: table get, strongly consistent. */
  read(code: string): Read<Coupon>;
  /** AP-PR8. A promotion's coupons by code: gsi1 query, eventually consistent, one page. */
  list(promotionId: string, limit: number, position: string | null): Promise<Page<Coupon>>;
  /** AP-PR9. A new coupon, refused when its code is taken; `index` is its place in the request. */
  create(coupon: Coupon, index: number): TransactItem;
  /** AP-PR10. The end of a coupon; done before counts as done. */
  disable(code: string): TransactItem;
};

export function createCoupons(table: Table): Coupons {
  const entity = couponEntity(table);
  return {
    read: (code) => readOf<Coupon>(entity, { code }),
    async list(promotionId, limit, position) {
      const { data, cursor } = await entity.query.ofPromotion({ promotionId }).go({ limit, cursor: position });
      return { items: data, position: cursor };
    },
    create: (coupon, index) =>
      transactItem(
        entity,
        (writes) => writes.create(coupon),
        () => CodeTaken(undefined, { errors: [{ field: `body.codes.${index}`, reason: `${coupon.code} is taken` }] }),
      ),
    disable: (code) =>
      transactItem(
        entity,
        (writes) => writes.patch({ code }).set({ status: "disabled" }),
        () => CouponNotFound(),
      ),
  };
}
