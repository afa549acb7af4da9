/** What goes wrong on the way, for tests: everything AWS's delivery guarantees allow, nothing they forbid. */
export type Plan = {
  /** The share of messages and batches delivered a second time, 0 to 1. */
  readonly duplicate: number;
  /** The share of deliveries from the bus to a target that fail and are tried again as the target's policy says. */
  readonly fail: number;
  /** Each message or batch is held back for a random time up to this. */
  readonly delaySeconds: number;
  /** Queues hand out messages in random order; a stream interleaves items anew, each item's own records in order. */
  readonly reorder: boolean;
};

export const noFaults: Plan = { duplicate: 0, fail: 0, delaySeconds: 0, reorder: false };
