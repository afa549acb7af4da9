import { Busy } from "@millrace/kernel/refusals";
import { itemFrom } from "@millrace/table/results";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Payment } from "../domain/payment.ts";
import { paymentEntity } from "./payment.entity.ts";

/** Every access pattern of payments. */
export type Payments = {
  /** AP-P1. One payment by id: table get, strongly consistent. */
  get(paymentId: string): Promise<Payment | undefined>;
  /** AP-P2. A new payment; its id is fresh, so it exists only if its checkout was written before. */
  open(payment: Payment): TransactItem;
  /** AP-P3. The payment's next version, in another status; refused when it is not at the version before. */
  change(payment: Payment): TransactItem;
};

export function createPayments(table: Table): Payments {
  const entity = paymentEntity(table);
  return {
    get: (paymentId) => itemFrom(entity.get({ paymentId }).go({ consistent: true })),
    open: (payment) =>
      transactItem(
        entity,
        (writes) => writes.create(payment),
        () => Busy("This payment was opened before."),
      ),
    change: ({ paymentId, status, reference, version }) =>
      transactItem(
        entity,
        (writes) =>
          writes
            .patch({ paymentId })
            .set({ status, version, ...(reference === undefined ? {} : { reference }) })
            .where((stored, { eq }) => eq(stored.version, version - 1)),
        () => Busy("The payment changed meanwhile."),
      ),
  };
}
