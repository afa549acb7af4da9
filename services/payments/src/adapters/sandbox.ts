import { createHash } from "node:crypto";
import type { Authorization } from "../domain/payment.ts";
import type { Provider } from "./provider.ts";

/** What each token of the sandbox does; any other token is declined, as a real provider declines a made-up card. */
const answers: Readonly<Record<string, (reference: string) => Authorization>> = {
  tok_ok: (reference) => ({ outcome: "authorized", reference }),
  tok_declined: () => ({ outcome: "failed", reason: "declined" }),
  tok_requires_action: () => ({ outcome: "requires_action" }),
};

const declined: Authorization = { outcome: "failed", reason: "declined" };

/** A provider without money: deterministic, so that the same key always has the same answer and reference. */
export const sandbox: Provider = {
  async authorize({ key, token }) {
    const reference = `sbx_${createHash("sha256").update(key).digest("hex").slice(0, 24)}`;
    return Object.hasOwn(answers, token) ? (answers[token]?.(reference) ?? declined) : declined;
  },
  async void() {},
};
