import { traceStartOf } from "../functions/segments.ts";
import type { Random } from "../ports.ts";

/** A version 4 UUID made from the runtime's random source, so that a seeded run repeats its ids. */
export function uuid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  digits[12] = "4";
  digits[16] = (8 + Math.floor(random() * 4)).toString(16);
  const text = digits.join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

/** What follows the last `:` of an ARN or the last `/` of a queue URL. */
export function nameOf(arnOrUrl: string): string {
  return arnOrUrl.slice(Math.max(arnOrUrl.lastIndexOf(":"), arnOrUrl.lastIndexOf("/")) + 1);
}

/** The trace that a message's header names; undefined without a valid one, for anybody may have written it. */
export function traceIdOf(header: string | undefined): string | undefined {
  const [, root = ""] = header?.match(/(?:^|;)\s*Root=([^;]+)/) ?? [];
  return traceStartOf(root) === undefined ? undefined : root;
}

export function isLambda(arn: string): boolean {
  return arn.startsWith("arn:aws:lambda:");
}
