import type { Once, WrittenAnswer } from "@millrace/contracts/define-route";
import type { Now } from "@millrace/kernel/clock";

/** What the chains themselves need of a service's ports. */
export type ChainPorts = {
  readonly now: Now;
  /** What the doors are opened on; absent where a service keeps nothing and goes through none. */
  readonly table?: object;
  /** Finds the answer that was given when a key was first used; absent where no route takes a key. */
  readonly replay?: (once: Once, at: Date) => Promise<WrittenAnswer | undefined>;
};
