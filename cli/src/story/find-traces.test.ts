import { XRayClient } from "@aws-sdk/client-xray";
import { describe, expect, it } from "vitest";
import { findTraces, orderIdOf, placedAt, timeRanges } from "./find-traces.ts";

const orderId = "ord_01k8zq4m3n5p7r9t1v3x5z7b9d";
const placed = placedAt(orderId);
const hour = 3_600_000;

type Document = { readonly annotations?: Record<string, string>; readonly links?: readonly { trace_id: string }[] };

/** An X-Ray that holds these traces and pages one summary at a time. */
function anXRay(traces: Readonly<Record<string, Document>>) {
  const asked: string[] = [];
  const client = Object.assign(new XRayClient({ region: "us-east-1" }), {
    send: async ({
      input,
    }: {
      input: { FilterExpression?: string; NextToken?: string; TraceIds?: string[]; StartTime?: Date };
    }) => {
      if (input.TraceIds !== undefined) {
        asked.push(input.TraceIds.join(" "));
        const found = input.TraceIds.filter((id) => traces[id] !== undefined);
        return {
          Traces: found.map((Id) => ({
            Id,
            Segments: [{ Document: JSON.stringify({ id: Id, name: Id, start_time: 1, ...traces[Id] }) }],
          })),
        };
      }
      const [, key = "", operator, value = ""] =
        /^annotation\.(\w+) (=|ENDSWITH) "(.*)"$/.exec(input.FilterExpression ?? "") ?? [];
      const ids = Object.keys(traces).filter((id) => {
        const annotation = traces[id]?.annotations?.[key];
        return operator === "=" ? annotation === value : annotation?.endsWith(value);
      });
      asked.push(...(operator === "=" ? [] : [String(input.StartTime?.toISOString())]));
      const from = Number(input.NextToken ?? 0);
      return {
        TraceSummaries: ids.slice(from, from + 1).map((Id) => ({
          Id,
          Annotations: { [key]: [{ AnnotationValue: { StringValue: traces[Id]?.annotations?.[key] } }] },
        })),
        ...(from + 1 < ids.length && { NextToken: String(from + 1) }),
      };
    },
  });
  return { client, asked };
}

describe("findTraces", () => {
  it("finds by order id, page by page, five traces a batch", async () => {
    const traces = Object.fromEntries(["a", "b", "c", "d", "e", "f"].map((id) => [id, { annotations: { orderId } }]));
    const { client, asked } = anXRay(traces);
    expect((await findTraces(client, orderId, placed)).map(({ id }) => id)).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(asked).toEqual(["a b c d e", "f"]);
  });

  it("goes on by correlation id and by links, and leaves other orders' traces out", async () => {
    const { client } = anXRay({
      call: { annotations: { correlationId: "req_1" } },
      consumer: {
        annotations: { orderId, correlationId: "req_1" },
        links: [{ trace_id: "linked" }, { trace_id: "foreign" }],
      },
      linked: {},
      foreign: { annotations: { orderId: "ord_other" } },
      unrelated: { annotations: { correlationId: "req_2" } },
    });
    expect((await findTraces(client, orderId, placed)).map(({ id }) => id)).toEqual(["consumer", "call", "linked"]);
  });
});

describe("orderIdOf", () => {
  const number = "M-9T1V-3X5Z-7B9D";

  it("takes an id as it is, without a search", async () => {
    const { client, asked } = anXRay({});
    expect(await orderIdOf(client, orderId, placed)).toBe(orderId);
    expect(asked).toEqual([]);
  });

  it.each([number, number.toLowerCase()])(
    "finds the order of %s by the end of its id, in the newest traces first",
    async (asks) => {
      const { client, asked } = anXRay({
        other: { annotations: { orderId: "ord_other" } },
        call: { annotations: { orderId } },
      });
      expect(await orderIdOf(client, asks, placed)).toBe(orderId);
      expect(asked.map((from) => new Date(from).getTime() > placed - 6 * hour)).toEqual([true]);
    },
  );

  it("searches thirty days, and knows no order of which there is no trace", async () => {
    const { client, asked } = anXRay({ other: { annotations: { orderId: "ord_other" } } });
    expect(await orderIdOf(client, number, placed)).toBeUndefined();
    expect(asked).toHaveLength(121);
    expect(new Date(asked.at(-1) ?? "").getTime()).toBeGreaterThanOrEqual(placed - 30 * 24 * hour - 60_000);
  });

  it.each(["crt_01k8zq4m3n5p7r9t1v3x5z7b9d", "M-9T1V", 'M-9T1V-3X5Z-7B9D"', ""])("refuses %j", async (asks) => {
    await expect(orderIdOf(anXRay({}).client, asks, placed)).rejects.toThrow("neither an order's id nor its number");
  });
});

describe("the time searched", () => {
  it("begins a minute before the order was placed, which its id says, and goes in pieces of six hours", () => {
    expect(new Date(placedAt("ord_01k8zq4m3n0000000000000000")).getTime()).toBe(placed);
    const ranges = timeRanges(placed, placed + 13 * hour);
    expect(ranges.map(({ StartTime, EndTime }) => (EndTime.getTime() - StartTime.getTime()) / hour)).toEqual([
      6,
      6,
      expect.closeTo(1 + 2 / 60),
    ]);
    expect(ranges[0]?.StartTime).toEqual(new Date(placed - 60_000));
  });

  it("goes back thirty days at most, and reaches an order placed by a clock that is ahead", () => {
    expect(timeRanges(placed, placed + 365 * 24 * hour)).toHaveLength(121);
    expect(timeRanges(placed, placed - 48 * hour).at(-1)?.EndTime).toEqual(new Date(placed + 60_000));
  });

  it("cannot be told from what is no order id", () => {
    expect(() => placedAt("crt_01k8zq4m3n5p7r9t1v3x5z7b9d")).toThrow("is no order id");
  });
});
