import { describe, expect, it } from "vitest";
import { aClock, someLogs } from "./fixture.ts";
import { createMetrics } from "./metrics.ts";

const id = { namespace: "AWS/Lambda", name: "Errors", dimensions: { FunctionName: "dev-orders-api" } };
const minute = 60_000;

// CloudWatch User Guide, "Metrics concepts": periods, dimensions
describe("metrics", () => {
  it("are collected by minute and read by period, oldest first", () => {
    const clock = aClock(100 * minute);
    const metrics = createMetrics(clock, someLogs());
    const put = (value: number) => metrics.put(id.namespace, id.name, id.dimensions, value);
    put(1);
    put(2);
    clock.advance(2 * minute);
    put(4);
    expect(metrics.query({ ...id, statistic: "Sum", periodSeconds: 60, periods: 4 })).toEqual([
      undefined,
      3,
      undefined,
      4,
    ]);
    expect(metrics.query({ ...id, statistic: "Sum", periodSeconds: 300, periods: 1 })).toEqual([7]);
  });

  // CloudWatch User Guide, "CloudWatch statistics definitions"
  it.each([
    ["Sum", 5050],
    ["Maximum", 100],
  ] as const)("know the statistic %s", (statistic, expected) => {
    const metrics = createMetrics(aClock(), someLogs());
    for (let value = 1; value <= 100; value += 1) metrics.put(id.namespace, id.name, id.dimensions, value);
    expect(metrics.query({ ...id, statistic, periodSeconds: 60, periods: 1 })).toEqual([expected]);
  });

  it("with other dimensions are other metrics, whatever the order the dimensions are written in", () => {
    const metrics = createMetrics(aClock(), someLogs());
    metrics.put("n", "m", { a: "1", b: "2" }, 7);
    const read = (dimensions: Record<string, string>) =>
      metrics.query({ namespace: "n", name: "m", dimensions, statistic: "Sum", periodSeconds: 60, periods: 1 });
    expect(read({ b: "2", a: "1" })).toEqual([7]);
    expect(read({ a: "1" })).toEqual([undefined]);
  });

  it("older than three hours are forgotten", () => {
    const clock = aClock(0);
    const metrics = createMetrics(clock, someLogs());
    metrics.put(id.namespace, id.name, id.dimensions, 1);
    clock.advance(200 * minute);
    metrics.put(id.namespace, id.name, id.dimensions, 2);
    expect(
      metrics
        .query({ ...id, statistic: "Sum", periodSeconds: 60, periods: 300 })
        .filter((value) => value !== undefined),
    ).toEqual([2]);
  });
});

// SQS Developer Guide, "Available CloudWatch metrics for Amazon SQS": queues report once a minute
describe("a gauge", () => {
  it("is read when asked for, and once a minute in between", async () => {
    const clock = aClock(100 * minute);
    const metrics = createMetrics(clock, someLogs());
    let depth = 3;
    metrics.gauge("AWS/SQS", "Depth", {}, () => depth);
    await metrics.start?.();
    clock.advance(minute);
    depth = 5;
    expect(
      metrics.query({
        namespace: "AWS/SQS",
        name: "Depth",
        dimensions: {},
        statistic: "Maximum",
        periodSeconds: 60,
        periods: 2,
      }),
    ).toEqual([3, 5]);
    await metrics.stop?.();
  });
});

// CloudWatch User Guide, "Specification: Embedded metric format"
describe("the embedded metric format", () => {
  it("is read from log lines: each dimension set of each directive is a metric, a value may be a list", () => {
    const clock = aClock();
    const logs = someLogs();
    const metrics = createMetrics(clock, logs);
    const directive = {
      Namespace: "millrace",
      Dimensions: [["service"], ["service", "route"]],
      Metrics: [{ Name: "placed", Unit: "Count" }],
    };
    const blob = {
      _aws: { Timestamp: clock.now(), CloudWatchMetrics: [directive] },
      service: "orders",
      route: "checkout",
      placed: [2, 3],
    };
    logs.write("/aws/lambda/dev-orders-api", JSON.stringify(blob));
    logs.write("/aws/lambda/dev-orders-api", 'no JSON, though it says "_aws"');
    const read = (dimensions: Record<string, string>) =>
      metrics.query({
        namespace: "millrace",
        name: "placed",
        dimensions,
        statistic: "Sum",
        periodSeconds: 60,
        periods: 1,
      });
    expect(read({ service: "orders" })).toEqual([5]);
    expect(read({ service: "orders", route: "checkout" })).toEqual([5]);
    expect(metrics.latest()).toContainEqual({
      ...{ namespace: "millrace", name: "placed", dimensions: { service: "orders" } },
      ...{ Sum: 5, Maximum: 3 },
    });
  });
});
