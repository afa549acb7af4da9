import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BusEvent } from "./event.ts";
import { transformed, unsupportedInTransformer } from "./input-transformer.ts";

const event = {
  id: "e-1",
  "detail-type": "Email Sent",
  detail: { mail: { messageId: "m-1", destination: ["ada@example.com"], tags: { eventId: ["ord_1-2"] } } },
} as unknown as BusEvent;

// Source of all rules here: EventBridge user guide, "Amazon EventBridge input transformation".
describe("input transformation", () => {
  it("puts values in as JSON: strings with quotes, lists whole, and nothing else of the event", () => {
    const transformer = {
      paths: { id: "$.id", type: "$.detail-type", tag: "$.detail.mail.tags.eventId" },
      template: '{"id":<id>,"detail-type":<type>,"detail":{"eventId":<tag>}}',
    };
    expect(unsupportedInTransformer(transformer)).toEqual([]);
    expect(JSON.parse(transformed(transformer, event))).toEqual({
      id: "e-1",
      "detail-type": "Email Sent",
      detail: { eventId: ["ord_1-2"] },
    });
  });

  // The page's first example of a template that is JSON.
  it("reads AWS's example", () => {
    const detail = { "instance-id": "i-0123456789", state: "RUNNING" };
    const paths = { instance: "$.detail.instance-id", state: "$.detail.state" };
    const template = '{ "instance": <instance>, "state": <state> }';
    expect(JSON.parse(transformed({ paths, template }, { ...event, detail }))).toEqual({
      instance: "i-0123456789",
      state: "RUNNING",
    });
  });

  it("puts an empty string where the event has no such value", () => {
    expect(transformed({ paths: { gone: "$.detail.gone.deep" }, template: "[<gone>]" }, event)).toBe('[""]');
  });

  it("gives JSON with the very value, whatever the value is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = transformed(
          { paths: { v: "$.detail.v" }, template: '{"v":<v>}' },
          { ...event, detail: { v: value } },
        );
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify({ v: value ?? "" })));
      }),
    );
  });

  it.each([
    [{ paths: {}, template: "<id>" }, "<id> without a path"],
    [{ paths: {}, template: "<aws.events.rule-name>" }, "<aws.events.rule-name> without a path"],
    [{ paths: { id: "$.detail[0]" }, template: "<id>" }, "the path $.detail[0]"],
    [{ paths: { id: "$.id" }, template: '"it is <id>"' }, "a template that is no JSON, or a name in a string"],
    [{ paths: { id: "$.id" }, template: "it is <id>" }, "a template that is no JSON, or a name in a string"],
  ])("does not know %j", (transformer, finding) => {
    expect(unsupportedInTransformer(transformer)).toEqual([finding]);
  });
});
