import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type Consumer, createConsumer, on } from "@millrace/consumer/consumer";
import { dynamodbGuardStore } from "@millrace/consumer/dynamodb-guard-store";
import { createGuard } from "@millrace/consumer/guard";
import { OrderConfirmed } from "@millrace/contracts/orders";
import { rowsOf } from "./rows.ts";
import { createSheet } from "./sheet.ts";

/**
 * Adds every confirmed order to the sheet, exactly once: the fact's mark is written in the transaction of the additions,
 * and kept for ever, because the bus's archive may be replayed at any time.
 */
export function createSalesConsumer(client: DynamoDBClient, table: string): Consumer {
  const store = dynamodbGuardStore({ client, table });
  const sheet = createSheet(client, table);
  return createConsumer({
    guard: createGuard({ store, consumer: "sales", facts: "each", leaseSeconds: 30 }),
    subscriptions: [
      on(OrderConfirmed, ({ metadata, data }, claim) =>
        sheet.add(rowsOf(metadata.occurredAt, data), store.markOf(claim)),
      ),
    ],
  });
}
