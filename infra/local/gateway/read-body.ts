import type { IncomingMessage } from "node:http";

/** Reads a request's body, up to `limitBytes`; the rest of a larger one is drained so that the caller hears our answer. */
export const readBody = async (
  request: IncomingMessage,
  limitBytes: number,
): Promise<Buffer | "too large" | "aborted"> => {
  const { promise, resolve } = Promise.withResolvers<Buffer | "too large" | "aborted">();
  const chunks: Buffer[] = [];
  let length = 0;
  request.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length <= limitBytes) chunks.push(chunk);
    else resolve("too large");
  });
  request.on("end", () => resolve(Buffer.concat(chunks)));
  request.on("close", () => resolve("aborted"));
  // A caller that goes away is no failure of ours; "close" follows.
  request.on("error", () => undefined);
  return await promise;
};
