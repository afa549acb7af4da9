import { OrderCanceled, OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import { factMessage } from "@millrace/contracts/tracking";
import { describe, expect, it } from "vitest";
import { newsOf } from "./news.ts";

const told = { sequence: 2, schemaVersion: 1, occurredAt: "2026-11-28T09:00:00.000Z" };

describe("newsOf", () => {
  it.each([OrderPlaced, OrderConfirmed, OrderCanceled])(
    "shows of $name what its owner may see",
    ({ name, example }) => {
      const news = newsOf(example.orderId, { ...told, type: name, data: example });
      expect(factMessage.parse(news)).toEqual(news);
      expect(Object.keys(news.data ?? {}).sort()).toEqual(
        ["orderNumber", "total", ...["expiresAt", "reason"].filter((field) => field in example)].sort(),
      );
    },
  );

  it.each([
    ["a fact that nobody looked at", "order.flagged", 1],
    ["another version", "order.confirmed", 2],
  ])("tells of %s that it happened, and no more", (_, type, schemaVersion) => {
    const data = { ...OrderConfirmed.example, suspicion: "fraud" };
    expect(newsOf("ord_1", { ...told, type, schemaVersion, data })).toEqual({
      ...{ type: "fact", orderId: "ord_1", sequence: 2, name: type, version: schemaVersion },
      occurredAt: told.occurredAt,
    });
  });
});
