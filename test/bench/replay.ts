import { Agent } from "node:http";
import { createTable } from "../support/create-table.ts";
import { startTestDatabase } from "../support/engine.ts";
import type { AnsweredCall } from "../support/sdk-calls.ts";
import { atOnce } from "./at-once.ts";
import { freshIds } from "./fresh-ids.ts";
import { type Post, postTo } from "./post.ts";
import type { Recording } from "./recorded.ts";

/** DynamoDB Local with nothing around it, given recorded requests over plain connections that stay open. */
export type Replay = {
  /** Replays so many orders, so many at a time, and gives orders per second. */
  run(orders: number, atATime: number): Promise<number>;
  stop(): Promise<void>;
};

type Request = { readonly headers: Readonly<Record<string, string>>; readonly body: string; readonly status: number };

function requestOf({ operation, body, status }: AnsweredCall, accessKeyId: string): Request {
  return {
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `DynamoDB_20120810.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body,
    status,
  };
}

async function send(post: Post, { headers, body, status }: Request): Promise<void> {
  const answer = await post("/", headers, body);
  if (answer.status !== status) throw new Error(`${headers["x-amz-target"]} answered ${answer.status}: ${answer.text}`);
}

/** Starts it with the stack's own tuning and the recording's shelf. */
export async function startReplay({ table: recorded, seed, orders }: Recording): Promise<Replay> {
  const database = await startTestDatabase({ databases: "perCredential", tuning: "sustained" });
  const { client, table } = await createTable(database.endpoint);
  const { accessKeyId } = await client.config.credentials();
  const agent = new Agent({ keepAlive: true });
  const post = postTo(database.endpoint, agent);
  const askedHere = ({ body, ...call }: AnsweredCall): Request =>
    requestOf({ ...call, body: body.replaceAll(recorded, table) }, accessKeyId);
  for (const call of seed) await send(post, askedHere(call));
  let copies = 0;
  const anOrder = (): readonly Request[] => {
    copies += 1;
    const calls = orders[copies % orders.length] ?? [];
    return calls.map((call) => askedHere({ ...call, body: freshIds(call.body, copies) }));
  };
  return {
    async run(count, atATime) {
      const prepared = Array.from({ length: count }, anOrder);
      const startedAt = performance.now();
      await atOnce(atATime, prepared, async (requests) => {
        for (const request of requests) await send(post, request);
      });
      return count / ((performance.now() - startedAt) / 1_000);
    },
    async stop() {
      agent.destroy();
      await database.stop();
    },
  };
}
