import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../test/support/table.ts";
import { inboxOf } from "./inbox.ts";
import { commit, transact } from "./transact.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const eventId = "ord_01kaq3v8e0m4t6w8y0a2c4e6g8.1";

async function inbox(service = "notifications") {
  const table = await freshTable();
  return { table, inbox: inboxOf(service, table, () => at) };
}

describe("receive", () => {
  it("takes a fact once per consumer, and says so the second time", async () => {
    const { inbox: seen } = await inbox();
    expect(await transact([seen.receive("on-order-confirmed", eventId)])).toEqual([]);
    expect(await transact([seen.receive("on-order-confirmed", eventId)])).toHaveLength(1);
    expect(await transact([seen.receive("on-order-placed", eventId)])).toEqual([]);
    await expect(commit([seen.receive("on-order-placed", eventId)])).rejects.toMatchObject({
      declaration: { code: "fact.seen", kind: "conflict" },
    });
  });

  it("lets one of many deliveries at once through", async () => {
    const { inbox: seen } = await inbox();
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => transact([seen.receive("on-order-confirmed", eventId)])),
    );
    expect(outcomes.filter((rejections) => rejections.length === 0)).toHaveLength(1);
  });

  it("keeps services apart", async () => {
    const { table, inbox: seen } = await inbox();
    await commit([seen.receive("on-order-confirmed", eventId)]);
    expect(await transact([inboxOf("payments", table, () => at).receive("on-order-confirmed", eventId)])).toEqual([]);
  });

  it("is kept for 90 days, longer than any queue or archive brings a fact back", async () => {
    const { table, inbox: seen } = await inbox();
    await commit([seen.receive("on-order-confirmed", eventId)]);
    const { Item } = await table.client.send(
      new GetItemCommand({
        TableName: table.table,
        Key: { pk: { S: `$notifications#eventId_${eventId}` }, sk: { S: "$inbox_1#consumer_on-order-confirmed" } },
      }),
    );
    expect(Item?.["ttl"]).toEqual({ N: `${at.getTime() / 1000 + 90 * 24 * 60 * 60}` });
  });
});
