import { Busy } from "@millrace/kernel/refusals";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { mayBecome, type Payment, type PaymentStatus } from "../domain/payment.ts";
import { paymentEntity } from "./payment.entity.ts";

/** Where a payment goes, and what the provider calls it from then on. */
type Change = { readonly status: PaymentStatus; readonly reference?: string };

/** Every access pattern of payments. */
export type Payments = {
  /** AP-P1. One payment by id: table get, strongly consistent. */
  get(paymentId: string): Promise<Payment | undefined>;
  /** AP-P2. A new payment, pending; its id is fresh, so it exists only if its checkout was written before. */
  open(payment: Omit<Payment, "status" | "version" | "reference">): TransactItem;
  /** AP-P3. The payment in another status, if nothing has changed since it was read; its version grows by one. */
  change(payment: Payment, change: Change): TransactItem;
};

export function createPayments(table: Table): Payments {
  const entity = paymentEntity(table);
  return {
    async get(paymentId) {
      const { data } = await entity.get({ paymentId }).go({ consistent: true });
      return data ?? undefined;
    },
    open: (payment) =>
      transactItem(
        entity,
        (writes) => writes.create({ ...payment, status: "pending", version: 0 }),
        () => Busy("This payment was opened before."),
      ),
    change({ paymentId, status, version }, change) {
      if (!mayBecome(status, change.status))
        throw new TypeError(`A ${status} payment does not become ${change.status}.`);
      return transactItem(
        entity,
        (writes) =>
          writes
            .patch({ paymentId })
            .set({ ...change, version: version + 1 })
            .where((stored, { eq }) => eq(stored.version, version)),
        () => Busy("The payment changed meanwhile."),
      );
    },
  };
}
