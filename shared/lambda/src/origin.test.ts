import type { EventMetadata } from "@millrace/contracts/define-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { maxCausationDepth, originOfFact, originOfRun } from "./origin.ts";

const metadata: EventMetadata = {
  eventId: "ord_1.2",
  type: "order.placed",
  schemaVersion: 1,
  aggregateId: "ord_1",
  sequence: 2,
  occurredAt: "2026-11-23T09:30:00.000Z",
  actor: "gst_1",
  correlationId: "correlation-1",
  causationId: "request-1",
  causationDepth: 3,
  traceparent: "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
};

afterEach(() => void vi.unstubAllEnvs());

describe("originOfFact", () => {
  it("keeps the story, names the fact as the cause, and goes one step deeper", () => {
    expect(originOfFact("payments-events", metadata)).toEqual({
      actor: "payments-events",
      correlationId: "correlation-1",
      causationId: "ord_1.2",
      causationDepth: 4,
    });
  });

  it("bears the trace that runs now, not the one that the fact came from", () => {
    vi.stubEnv("_X_AMZN_TRACE_ID", "Root=1-6759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
    const { traceHeader, traceparent } = originOfFact("payments-events", metadata);
    expect(traceHeader).toMatch(/^Root=1-6759e988-bd862e3fe1be46a994272793;Parent=[0-9a-f]{16};Sampled=[01]$/);
    expect(traceparent).toMatch(/^00-6759e988bd862e3fe1be46a994272793-[0-9a-f]{16}-0[01]$/);
  });
});

describe("originOfRun", () => {
  it("begins a story of its own", () => {
    expect(originOfRun("orders-expire-unpaid-orders", "run-1")).toEqual({
      actor: "orders-expire-unpaid-orders",
      correlationId: "run-1",
      causationId: "run-1",
      causationDepth: 0,
    });
  });
});

describe("maxCausationDepth", () => {
  it("leaves room for the life of any order", () => {
    expect(maxCausationDepth).toBe(20);
  });
});
