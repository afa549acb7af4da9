import { promisify } from "node:util";
import { deflate, gzip } from "node:zlib";
import type { Answer } from "./refusals.ts";

const codings = { gzip: promisify(gzip), deflate: promisify(deflate) };

/** The first coding that a caller names and the gateway knows; one with the weight 0 is none. */
function codingOf(acceptEncoding: string): keyof typeof codings | undefined {
  const named = acceptEncoding
    .toLowerCase()
    .split(",")
    .map((item) => item.split(";").map((part) => part.trim()))
    .filter(([, weight]) => weight === undefined || !/^q=0(?:\.0*)?$/.test(weight))
    .map(([name]) => name);
  return (["gzip", "deflate"] as const).find((coding) => named.includes(coding));
}

/**
 * The answer as it goes to the caller: compressed where its payload reaches the API's `MinimumCompressionSize`, the caller
 * names a coding, which `*` and silence do not, and the function has not compressed it (Developer Guide, "Call an API
 * method with a compressed payload").
 */
export async function compressed(answer: Answer, acceptEncoding: string, minimum: number | undefined): Promise<Answer> {
  const coding = codingOf(acceptEncoding);
  const isDone = Object.hasOwn(answer.headers, "content-encoding");
  if (minimum === undefined || coding === undefined || isDone || answer.body.length < minimum) return answer;
  const headers = { ...answer.headers, "content-encoding": [coding] };
  return { ...answer, headers, body: await codings[coding](answer.body) };
}
