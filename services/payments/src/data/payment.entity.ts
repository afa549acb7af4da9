import { askedProviders } from "@millrace/contracts/payments";
import { perTable, primary } from "@millrace/table/table";
import { Entity } from "electrodb";
import { paymentStatuses } from "../domain/payment.ts";

export const paymentEntity = perTable((table) => {
  return new Entity(
    {
      model: { service: "payments", entity: "payment", version: "1" },
      attributes: {
        paymentId: { type: "string", required: true },
        orderId: { type: "string", required: true },
        amount: { type: "number", required: true },
        currency: { type: "string", required: true },
        provider: { type: askedProviders, required: true },
        token: { type: "string", required: true },
        status: { type: paymentStatuses, required: true },
        reference: { type: "string" },
        version: { type: "number", required: true },
      },
      indexes: { byId: primary({ partition: ["paymentId"], sort: [] }) },
    },
    table,
  );
});
