import { describe, expect, it } from "vitest";
import { defineDoor } from "./define-door.ts";
import { defineReaction, defineSchedule, defineService, kebab } from "./define-service.ts";
import { StockReceived } from "./inventory.ts";

const door = defineDoor({ service: "inventory", name: "stock", actions: ["GetItem"], open: () => () => undefined });

describe("defineService", () => {
  it("is frozen and has empty parts where none are given", () => {
    const service = defineService("orders", { purpose: "Orders.", publishes: [StockReceived] });
    const empty = { routes: {}, reactions: {}, schedules: {}, handlers: {}, settings: {} };
    expect(service).toEqual({ name: "orders", purpose: "Orders.", publishes: [StockReceived], ...empty });
    expect(Object.isFrozen(service)).toBe(true);
  });
});

describe("defineReaction and defineSchedule", () => {
  it("list the doors they go through, none where they name none", () => {
    const nothing = async () => undefined;
    expect(defineReaction({ to: StockReceived }, nothing)).toEqual({ to: StockReceived, doors: {}, handle: nothing });
    expect(defineReaction({ to: StockReceived, doors: { stock: door } }, nothing).doors).toEqual({ stock: door });
    expect(defineSchedule({ everyMinutes: 5 }, nothing)).toEqual({ everyMinutes: 5, doors: {}, handle: nothing });
    expect(defineSchedule({ everyMinutes: 5, doors: { stock: door } }, nothing).doors).toEqual({ stock: door });
  });
});

describe("kebab", () => {
  it.each([
    ["getOrder", "get-order"],
    ["expireUnpaidOrders", "expire-unpaid-orders"],
    ["relay", "relay"],
  ])("writes %s as %s", (camel, expected) => {
    expect(kebab(camel)).toBe(expected);
  });
});
