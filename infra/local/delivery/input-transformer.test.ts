import { describe, expect, it } from "vitest";
import type { BusEvent } from "./event.ts";
import { transformed } from "./input-transformer.ts";

const event = {
  id: "e-1",
  "detail-type": "Email Sent",
  detail: { mail: { messageId: "m-1", destination: ["ada@example.com"], tags: { eventId: ["ord_1-2"] } } },
} as unknown as BusEvent;

describe("input transformation (EventBridge User Guide, Input transformation)", () => {
  it("puts values in as JSON: strings with quotes, lists whole, and nothing else of the event", () => {
    const transformer = {
      paths: { id: "$.id", type: "$.detail-type", tag: "$.detail.mail.tags.eventId" },
      template: '{"id":<id>,"detail-type":<type>,"detail":{"eventId":<tag>}}',
    };
    expect(JSON.parse(transformed(transformer, event))).toEqual({
      id: "e-1",
      "detail-type": "Email Sent",
      detail: { eventId: ["ord_1-2"] },
    });
  });

  it("puts an empty string where the event has no such value", () => {
    expect(transformed({ paths: { gone: "$.detail.gone.deep" }, template: "[<gone>]" }, event)).toBe('[""]');
  });

  it("refuses a name without a path and a path it does not read", () => {
    expect(() => transformed({ paths: {}, template: "<id>" }, event)).toThrow("<id>");
    expect(() => transformed({ paths: { id: "$.detail[0]" }, template: "<id>" }, event)).toThrow("$.detail[0]");
  });
});
