import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { asMessage, asNotification, exampleFactOf, onBus, toldAs } from "@millrace/consumer/fixtures";
import { OrderConfirmed } from "@millrace/contracts/orders";
import fc from "fast-check";
import { afterAll, describe, expect, inject, it } from "vitest";
import { createSalesConsumer } from "./consumer.ts";
import { csvOf } from "./rows.ts";
import { createSheet } from "./sheet.ts";

const client = new DynamoDBClient({
  endpoint: inject("dynamodbEndpoint"),
  region: "us-east-1",
  credentials: { accessKeyId: randomUUID().replaceAll("-", ""), secretAccessKey: "local" },
});
afterAll(() => client.destroy());

/** The consumer over a table of its own. */
async function opened() {
  const table = `sales-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
    }),
  );
  return { consumer: createSalesConsumer(client, table), sheet: createSheet(client, table) };
}

const example = exampleFactOf(OrderConfirmed);
/** Three orders of the example's two tees at 39.80 with 2.60 of tax in them. */
const orders = ["ord_1", "ord_2", "ord_3"].map((orderId) => toldAs(example, orderId, 2));
const expected = "day,sku,currency,pieces,gross,net\r\n2026-11-23,TEE-BLUE-M,EUR,6,11940,11160\r\n";

describe("the sheet of sales", () => {
  it("holds each confirmed order once, however often and in whatever order it is told", async () => {
    const again = fc.array(fc.constantFrom(...orders), { maxLength: 6 });
    const deliveries = again.chain((more) =>
      fc.shuffledSubarray([...orders, ...more], { minLength: orders.length + more.length }),
    );
    await fc.assert(
      fc.asyncProperty(deliveries, async (told) => {
        const { consumer, sheet } = await opened();
        const Records = told.map((fact, index) =>
          asMessage(index % 2 === 0 ? onBus(OrderConfirmed, fact) : asNotification(fact), String(index)),
        );
        expect(await consumer.consumeBatch({ Records })).toEqual({ batchItemFailures: [] });
        expect(csvOf(await sheet.rows())).toBe(expected);
        // A replay of the archive.
        await consumer.consumeBatch({ Records });
        expect(csvOf(await sheet.rows())).toBe(expected);
      }),
      { numRuns: 8, seed: 1 },
    );
  });

  it("adds up lines of one SKU, and keeps days apart", async () => {
    const { consumer, sheet } = await opened();
    const [line] = example.data.lines;
    if (line === undefined) throw new Error("The example has no line.");
    const twice = toldAs({ ...example, data: { ...example.data, lines: [line, line] } }, "ord_1", 2);
    const later = toldAs(example, "ord_2", 2);
    const nextDay = { ...later, metadata: { ...later.metadata, occurredAt: "2026-11-24T00:00:00.000Z" } };
    for (const fact of [nextDay, twice]) await consumer.consume(onBus(OrderConfirmed, fact));
    expect(csvOf(await sheet.rows())).toBe(
      "day,sku,currency,pieces,gross,net\r\n2026-11-23,TEE-BLUE-M,EUR,4,7960,7440\r\n2026-11-24,TEE-BLUE-M,EUR,2,3980,3720\r\n",
    );
  });
});
