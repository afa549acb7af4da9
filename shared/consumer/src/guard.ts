import type { EventMetadata } from "@millrace/contracts/define-event";

/** What a store keeps a mark of: how far it has been consumed, in facts of one aggregate. */
export type Subject = {
  /** One item of the store: consumer and event, or consumer and aggregate. */
  readonly key: string;
  /** The sequence of the fact at hand. */
  readonly sequence: number;
};

/** A subject that one run of a handler has to itself until its lease ends. */
export type Claim = Subject & {
  /** Tells this run from every other; only it completes or releases. */
  readonly token: string;
  readonly at: Date;
  /** When another run may take the subject over, because this one must have died. */
  readonly leaseEndsAt: Date;
  /** When the mark may be forgotten; without it, never. */
  readonly forgetAt?: Date;
};

/**
 * Where marks are kept. Each function is one atomic step.
 *
 * - `claim` answers `claimed`, and then nobody else claims the subject until the lease ends or it is released; `busy`
 *   while another run has it; else the sequence up to which it has been consumed, if that is not below the one at hand.
 * - `complete` marks the sequence as consumed, if the claim still holds, and answers whether it did.
 * - `release` gives up a claim that still holds, so that the next delivery need not wait for the lease.
 */
export type GuardStore = {
  claim(claim: Claim): Promise<"claimed" | "busy" | { readonly consumed: number }>;
  complete(claim: Claim): Promise<boolean>;
  release(claim: Claim): Promise<void>;
};

/** What became of a fact. `consumed` alone means that its handler ran to its end now. */
export type Outcome = "consumed" | "duplicate" | "stale";

/** Another run has the fact, or a fact of the same aggregate, right now: it must come again. */
export class InProgress extends Error {
  override readonly name = "InProgress";
}

/** The handler took longer than its lease, and another run may have begun meanwhile: the fact must come again. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/** How a guard is kept. */
export type GuardOptions = {
  readonly store: GuardStore;
  /** Whose marks they are; two consumers that share a table know nothing of each other. */
  readonly consumer: string;
  /**
   * `each`: every fact once, in whatever order they come; for what adds up, mails or forwards.
   * `newest`: a fact is consumed only if no later one of its aggregate has been, and facts of one aggregate never side
   * by side; for what keeps the latest state.
   */
  readonly facts: "each" | "newest";
  /** Seconds that a run may take: the function's timeout, or more. */
  readonly leaseSeconds: number;
  /**
   * Seconds for which a mark is kept; a fact that comes again later is consumed again. Without it marks are kept for
   * ever, as they must be where archived facts are replayed.
   */
  readonly keepSeconds?: number;
  readonly now?: () => Date;
  readonly newToken?: () => string;
};

/**
 * Runs a handler for a fact that has not been consumed yet.
 *
 * What is guaranteed: two runs never handle the same fact at the same time, as long as neither exceeds its lease, and a
 * fact whose run was completed is not handled again while its mark is kept.
 *
 * - Crash before the handler, or in it: nothing is marked; the fact is `InProgress` until the lease ends, and then it is
 *   handled by the delivery that comes next.
 * - Crash after the handler and before its mark: the same, so **the handler runs again**. Its effect must bear that
 *   (by `eventId` as an idempotency key), or be written in one transaction with the mark: `dynamodbGuardStore(…).markOf`.
 * - The handler throws: the claim is released, and the error goes on.
 *
 * @throws InProgress while another run has it: bring the message back
 * @throws LeaseLost when the handler outlived its lease
 */
export type Guard = {
  once(metadata: EventMetadata, handle: (claim: Claim) => Promise<void>): Promise<Outcome>;
};

/** Makes a guard over a store. */
export function createGuard({
  store,
  consumer,
  facts,
  leaseSeconds,
  keepSeconds,
  now = () => new Date(),
  newToken = () => crypto.randomUUID(),
}: GuardOptions): Guard {
  const claimOf = ({ eventId, aggregateId, sequence }: EventMetadata): Claim => {
    const at = now();
    const after = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
    return {
      key: `${consumer}#${facts === "each" ? eventId : aggregateId}`,
      sequence,
      token: newToken(),
      at,
      leaseEndsAt: after(leaseSeconds),
      ...(keepSeconds === undefined ? {} : { forgetAt: after(keepSeconds) }),
    };
  };

  return {
    async once(metadata, handle) {
      const claim = claimOf(metadata);
      const answer = await store.claim(claim);
      if (answer === "busy") throw new InProgress(`${claim.key} is being consumed.`);
      if (answer !== "claimed") return answer.consumed === claim.sequence ? "duplicate" : "stale";
      try {
        await handle(claim);
      } catch (error) {
        // The handler's error is what counts: a claim that cannot be released ends with its lease.
        await store.release(claim).catch(() => undefined);
        throw error;
      }
      if (!(await store.complete(claim))) throw new LeaseLost(`${claim.key} took longer than its lease.`);
      return "consumed";
    },
  };
}
