import type { Claim, GuardStore } from "./guard.ts";

type Mark = { readonly consumed: number; readonly claim?: Claim; readonly forgetAt?: Date };

/** Marks of one process, for tests and for consumers that begin anew with each start. It does not free what it forgets. */
export function memoryGuardStore(): GuardStore {
  const marks = new Map<string, Mark>();
  const markOf = ({ key, at }: Claim): Mark => {
    const mark = marks.get(key) ?? { consumed: 0 };
    return mark.forgetAt !== undefined && mark.forgetAt <= at ? { consumed: 0 } : mark;
  };
  const holds = (claim: Claim) => marks.get(claim.key)?.claim?.token === claim.token;

  return {
    async claim(claim) {
      const mark = markOf(claim);
      if (mark.consumed >= claim.sequence) return { consumed: mark.consumed };
      if (mark.claim !== undefined && mark.claim.leaseEndsAt > claim.at) return "busy";
      marks.set(claim.key, { ...mark, claim });
      return "claimed";
    },
    async complete(claim) {
      if (!holds(claim)) return false;
      const { key, sequence, forgetAt } = claim;
      marks.set(key, { consumed: sequence, ...(forgetAt === undefined ? {} : { forgetAt }) });
      return true;
    },
    async release(claim) {
      if (!holds(claim)) return;
      const { claim: _, ...mark } = markOf(claim);
      marks.set(claim.key, mark);
    },
  };
}
