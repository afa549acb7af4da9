import type { Origin } from "@millrace/contracts/define-route";
import { defineSchedule } from "@millrace/contracts/define-service";
import { describe, expect, it } from "vitest";
import { lambdaContext } from "../../../test/support/lambda-context.ts";
import { scheduleHandler } from "./schedule.ts";

const began = new Date("2026-11-23T09:30:00.000Z");
const tick = { "detail-type": "Scheduled Event", source: "aws.events" };

describe("scheduleHandler", () => {
  it("runs the work on its ports, each time as a story of its own", async () => {
    const names: string[] = [];
    const origins: Origin[] = [];
    const schedule = defineSchedule(
      { everyMinutes: 1 },
      async ({ at, origin }, { name }: { readonly name: string; readonly now: () => Date }) => {
        expect(at).toEqual(began);
        names.push(name);
        origins.push(origin);
      },
    );
    const handler = scheduleHandler(schedule, { name: "ports", now: () => began });
    await handler(tick, lambdaContext("dev-orders-expire-unpaid-orders", "run-1"));
    await handler(tick, lambdaContext("dev-orders-expire-unpaid-orders", "run-2"));
    expect(names).toEqual(["ports", "ports"]);
    expect(origins).toEqual(
      ["run-1", "run-2"].map((run) => ({
        actor: "dev-orders-expire-unpaid-orders",
        correlationId: run,
        causationId: run,
        causationDepth: 0,
      })),
    );
  });

  it("throws a failed run, so that it counts as the function's error", async () => {
    const schedule = defineSchedule({ everyMinutes: 1 }, () => Promise.reject(new Error("socket hang up")));
    const handler = scheduleHandler(schedule, { now: () => began });
    await expect(handler(tick, lambdaContext("dev-orders-expire-unpaid-orders"))).rejects.toThrow("socket hang up");
  });
});
