import { defineDoor } from "@millrace/contracts/define-door";
import type { Table } from "@millrace/table/table";
import { createPayments } from "./data/payments.ts";
import { openPayment, type PaymentRequest } from "./domain/payment.ts";

/** Opens an order's payment inside the checkout: one item. The provider is asked once the order is placed. */
export const open = defineDoor({
  service: "payments",
  name: "open",
  actions: ["PutItem"],
  open: (table: Table) => {
    const payments = createPayments(table);
    return (request: PaymentRequest) => payments.open(openPayment(request));
  },
});
