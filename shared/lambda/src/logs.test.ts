import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { lambdaContext } from "../../../test/support/lambda-context.ts";
import { logsHandler, type TakeLines } from "./logs.ts";

function eventOf(data: object) {
  return {
    awslogs: { data: gzipSync(JSON.stringify(data)).toString("base64") },
  };
}

function linesOf(messageType: string, ...messages: readonly string[]) {
  return eventOf({
    messageType,
    owner: "000000000000",
    logGroup: "/aws/apigateway/dev-access",
    logStream: "stream",
    subscriptionFilters: ["relay-access"],
    logEvents: messages.map((message, index) => ({ id: `${index}`, timestamp: index, message })),
  });
}

function run(take: TakeLines, event: ReturnType<typeof eventOf>) {
  return logsHandler(take)(event, lambdaContext("dev-relay-access"));
}

describe("logsHandler", () => {
  it("unpacks the lines in the order they were written", async () => {
    const taken: string[][] = [];
    await run(async (lines) => void taken.push([...lines]), linesOf("DATA_MESSAGE", "one", '{"größe":"M"}'));
    expect(taken).toEqual([["one", '{"größe":"M"}']]);
  });

  it("takes nothing from a control message", async () => {
    const taken: unknown[] = [];
    await run(
      async (lines) => void taken.push(lines),
      linesOf("CONTROL_MESSAGE", "CWL CONTROL MESSAGE: Checking health."),
    );
    expect(taken).toEqual([]);
  });

  it("throws an outage, so that Lambda tries the same lines again", async () => {
    const outage = () => Promise.reject(new Error("socket hang up"));
    await expect(run(outage, linesOf("DATA_MESSAGE", "one"))).rejects.toThrow("socket hang up");
  });

  it("throws where what arrives is no such message", async () => {
    await expect(run(async () => undefined, { awslogs: { data: "bm90IGd6aXA=" } })).rejects.toThrow();
  });
});
