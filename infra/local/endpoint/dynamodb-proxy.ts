import { Agent, type IncomingHttpHeaders, request } from "node:http";

type RawAnswer = { readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer };

/** Hands a request to the database unread, over connections that stay open; a quarter of the CPU that `fetch` takes. */
export type DynamoDbProxy = {
  forward(target: string, contentType: string, body: Buffer): Promise<RawAnswer>;
  stop(): void;
};

/**
 * What the engines want to see of a signature, which neither checks. DynamoDB Local takes only letters and digits as access
 * key id, and with one shared database any will do; dynoxide asks for the date.
 */
export const signedForDatabase = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=millrace/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
  "x-amz-date": "20260101T000000Z",
};
const keptHeaders = ["content-type", "x-amzn-requestid", "x-amz-crc32"];

export function createDynamoDbProxy(endpoint: string): DynamoDbProxy {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: "lifo" });
  const base = { agent, hostname, port, method: "POST", path: "/" };
  return {
    forward: (target, contentType, body) =>
      new Promise((resolve, reject) => {
        const headers = {
          ...signedForDatabase,
          "content-type": contentType,
          "content-length": body.length,
          "x-amz-target": target,
        };
        const outgoing = request({ ...base, headers }, (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () =>
            resolve({
              status: incoming.statusCode ?? 500,
              headers: kept(incoming.headers),
              body: Buffer.concat(chunks),
            }),
          );
        });
        outgoing.on("error", reject);
        outgoing.end(body);
      }),
    stop: () => agent.destroy(),
  };
}

function kept(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );
}
