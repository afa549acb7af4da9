/**
 * Which environment runs which invocation. One machine cannot start an environment per concurrent call as AWS does, so
 * there is a limit per function and one in all, and a call beyond it waits in order: the declared difference from AWS.
 *
 * What somebody waits for goes first: while such a call waits, deliveries run one at a time. They lose nothing by it, for
 * the next batch is the larger.
 *
 * Opening an environment costs more than most calls. So a function that has one opens another only when a call has waited
 * for a while: for longer when it is a delivery, or when so many run already that another one would only take time from
 * them. When all places are taken, a function that has none takes the place of the least recently used idle one at once; a
 * function that has some only takes a spare one of another function, and only when that is idle for a while. Otherwise many
 * functions under load would do nothing but close each other's environments.
 */

import type { Urgency } from "../ports.ts";

/** How long a call waits for each environment its function has before another one is opened. */
const patienceMilliseconds = 200;
/** How long it waits where another one would speed up nothing that anybody waits for, unless one hangs. */
const longPatienceMilliseconds = 2_000;
/** How long an environment is idle before a function that has one already may take its place. */
const sparedMilliseconds = 3_000;

export type PoolLimits = {
  readonly perFunction: number;
  readonly total: number;
  /** When so many run at once, the machine has no time for more. */
  readonly busy: number;
  /** An environment of the function unused for this long is closed. */
  idleMilliseconds(functionName: string): number;
};

export type Closable = { close(): void; closed(): boolean };

export type Lease<Environment> = {
  readonly environment: Environment;
  /** This invocation is the first of its environment. */
  readonly cold: boolean;
  /** Milliseconds the call waited for an environment. */
  readonly waitedMilliseconds: number;
  /** Gives the environment back; one that has ended is forgotten. */
  release(): void;
};

export type Pool<Environment> = {
  /**
   * Waits for an environment of this function, in order among calls of its urgency. Rejects when none can be opened, or the
   * pool is closed.
   */
  acquire(functionName: string, urgency: Urgency): Promise<Lease<Environment>>;
  environments(): readonly Environment[];
  /** Gives no environment of this function away again: the idle ones are closed, the busy ones when they are done. */
  retire(functionName: string): void;
  waiting(): number;
  close(): void;
};

type Slot<Environment> = {
  readonly functionName: string;
  readonly environment: Environment;
  busy: boolean;
  retired: boolean;
  /** When it was given back last, by `performance.now()`. */
  usedAt: number;
  closeTimer?: NodeJS.Timeout;
};

type Waiter<Environment> = {
  readonly functionName: string;
  readonly urgency: Urgency;
  readonly since: number;
  grant(lease: Lease<Environment>): void;
  refuse(error: unknown): void;
};

/** The runtime is shutting down. */
export class PoolClosedError extends Error {
  override readonly name = "PoolClosedError";
}

export function createPool<Environment extends Closable>(
  limits: PoolLimits,
  open: (functionName: string) => Environment,
): Pool<Environment> {
  const slots = createSlots(limits, open, serveWaiters);
  let waiters: Waiter<Environment>[] = [];
  let deliveries = 0;
  let nextLook: NodeJS.Timeout | undefined;
  let closed = false;

  function serveWaiters(): void {
    const { caller = [], delivery = [] } = Object.groupBy(waiters, ({ urgency }) => urgency);
    const callers = stillWaiting(caller);
    waiters = [...callers, ...stillWaiting(delivery, () => callers.length > 0 && deliveries > 0)];
    clearTimeout(nextLook);
    if (waiters.length > 0) nextLook = setTimeout(serveWaiters, patienceMilliseconds);
  }

  /** Gives environments to those it can, and returns the others. */
  function stillWaiting(from: readonly Waiter<Environment>[], mustYield = () => false): Waiter<Environment>[] {
    const stuck = new Set<string>();
    return from.filter((waiter) => {
      if (stuck.has(waiter.functionName) || mustYield()) return true;
      let lease: Lease<Environment> | undefined;
      try {
        lease = slots.lease(waiter);
      } catch (error) {
        // No thread could be started: this call fails, and no other.
        waiter.refuse(error);
        return false;
      }
      if (lease === undefined) {
        stuck.add(waiter.functionName);
        return true;
      }
      waiter.grant(waiter.urgency === "delivery" ? counted(lease) : lease);
      return false;
    });
  }

  function counted(lease: Lease<Environment>): Lease<Environment> {
    deliveries += 1;
    return {
      ...lease,
      release() {
        deliveries -= 1;
        lease.release();
      },
    };
  }

  return {
    acquire: (functionName, urgency) =>
      new Promise((grant, refuse) => {
        if (closed) return refuse(new PoolClosedError("The local runtime is stopping."));
        waiters.push({ functionName, urgency, since: performance.now(), grant, refuse });
        serveWaiters();
      }),
    environments: slots.environments,
    retire: slots.retire,
    waiting: () => waiters.length,
    close() {
      closed = true;
      for (const waiter of waiters) waiter.refuse(new PoolClosedError("The local runtime is stopping."));
      waiters = [];
      clearTimeout(nextLook);
      slots.close();
    },
  };
}

/** The environments that are open, and who may open or have one. */
function createSlots<Environment extends Closable>(
  limits: PoolLimits,
  open: (functionName: string) => Environment,
  onRelease: () => void,
) {
  const slots = new Set<Slot<Environment>>();

  /** An environment for a call that waits; none when it must wait longer. */
  function lease({ functionName, urgency, since }: Waiter<Environment>): Lease<Environment> | undefined {
    const own = [...slots].filter((slot) => slot.functionName === functionName);
    const warm = own.filter((slot) => !slot.busy).sort((a, b) => b.usedAt - a.usedAt)[0];
    // Before an environment is opened: that takes time of its own, which is no waiting in line.
    const waitedMilliseconds = performance.now() - since;
    if (warm !== undefined) return use(warm, false, waitedMilliseconds);
    if (own.length >= limits.perFunction) return undefined;
    if (waitedMilliseconds < patience(urgency) * own.length) return undefined;
    if (slots.size >= limits.total) {
      const leaving = dispensable([...slots], own.length === 0);
      if (leaving === undefined) return undefined;
      drop(leaving);
    }
    const slot = { functionName, environment: open(functionName), busy: false, retired: false, usedAt: 0 };
    slots.add(slot);
    return use(slot, true, waitedMilliseconds);
  }

  function patience(urgency: Urgency): number {
    const isBusy = [...slots].filter(({ busy }) => busy).length >= limits.busy;
    return isBusy || urgency === "delivery" ? longPatienceMilliseconds : patienceMilliseconds;
  }

  function use(slot: Slot<Environment>, cold: boolean, waitedMilliseconds: number): Lease<Environment> {
    clearTimeout(slot.closeTimer);
    slot.busy = true;
    return {
      environment: slot.environment,
      cold,
      waitedMilliseconds,
      release() {
        slot.busy = false;
        slot.usedAt = performance.now();
        if (slot.retired || slot.environment.closed()) drop(slot);
        else slot.closeTimer = setTimeout(() => drop(slot), limits.idleMilliseconds(slot.functionName)).unref();
        onRelease();
      },
    };
  }

  function drop(slot: Slot<Environment>): void {
    clearTimeout(slot.closeTimer);
    slots.delete(slot);
    if (!slot.environment.closed()) slot.environment.close();
  }

  return {
    lease,
    environments: () => [...slots].map((slot) => slot.environment),
    retire(functionName: string): void {
      for (const slot of slots) {
        if (slot.functionName !== functionName) continue;
        slot.retired = true;
        if (!slot.busy) drop(slot);
      }
    },
    close(): void {
      for (const slot of slots) {
        slot.retired = true;
        drop(slot);
      }
    },
  };
}

/** The spare environment that is idle for longest, if that is a while; for a function's first one else any that is idle. */
function dispensable<Environment>(slots: readonly Slot<Environment>[], isForFirst: boolean) {
  const idle = slots.filter((slot) => !slot.busy).sort((a, b) => a.usedAt - b.usedAt);
  const countOf = (functionName: string) => slots.filter((slot) => slot.functionName === functionName).length;
  const idleSince = performance.now() - sparedMilliseconds;
  const spare = idle.find((slot) => slot.usedAt <= idleSince && countOf(slot.functionName) > 1);
  return spare ?? (isForFirst ? idle[0] : undefined);
}
