import type { Disturbance } from "../faults.ts";
import { AwsError, type Cancel, type Clock, type Random } from "../ports.ts";
import { arn } from "../template/physical.ts";
import { nameOf, uuid } from "./ids.ts";
import { maximumBytes } from "./message-attributes.ts";
import * as model from "./queue.ts";

export type NewQueue = Partial<Omit<model.QueueSettings, "arn" | "url">> & { readonly name: string };

/** The queues of the account, by name, URL or ARN; an unknown one throws `QueueDoesNotExist`. */
export type Queues = {
  readonly all: () => readonly model.Queue[];
  readonly get: (target: string) => model.Queue;
  readonly has: (target: string) => boolean;
  readonly create: (queue: NewQueue) => model.Queue;
  /** Ends a queue, with what is in it. Queues that gave their dead letters to it keep them from then on. */
  readonly delete: (target: string) => void;
  /** Puts one message in, wakes whoever waits, and returns the message id. */
  readonly send: (target: string, outgoing: model.Outgoing) => string;
  /** Resolves with at least one message, or with none after the wait or when the receiver has gone. */
  readonly receive: (
    target: string,
    options: model.ReceiveOptions,
    waitMilliseconds: number,
    gone?: AbortSignal,
  ) => Promise<model.Received[]>;
  /** Wakes receivers after a change made past `send`. */
  readonly wake: (target: string) => void;
  readonly stop: () => void;
};

type Waiter = {
  readonly options: model.ReceiveOptions;
  readonly resolve: (received: model.Received[]) => void;
  readonly cancelDeadline: Cancel;
};
type Entry = {
  readonly queue: model.Queue;
  waiters: Waiter[];
  waking: boolean;
  cancelTimer?: Cancel;
};

export type QueuesConfig = {
  readonly clock: Clock;
  readonly random: Random;
  /** What befalls a message that comes into a queue. */
  readonly disturb: (queueArn: string, messageId: string) => Disturbance;
  /** Queue URLs begin with it: `http://127.0.0.1:4566/000000000000/`. */
  readonly urlBase: string;
};

export function createQueues({ clock, random, disturb, urlBase }: QueuesConfig): Queues {
  const entries = new Map<string, Entry>();
  const line = createLine(clock, take);

  function entryOf(target: string): Entry {
    const entry = entries.get(nameOf(target));
    if (entry === undefined) throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
    return entry;
  }

  function take(entry: Entry, options: model.ReceiveOptions): model.Received[] {
    const { received, dead } = model.receive(entry.queue, options, clock.now(), random);
    const { arn, redrive } = entry.queue.settings;
    if (redrive !== undefined && dead.length > 0) {
      const target = entryOf(redrive.deadLetterArn);
      for (const message of dead) model.accept(target.queue, message, arn, clock.now());
      line.wake(target);
    }
    return received;
  }

  return {
    all: () => [...entries.values()].map((entry) => entry.queue),
    has: (target) => entries.has(nameOf(target)),
    get: (target) => entryOf(target).queue,
    create(settings) {
      const { name } = settings;
      const queue = model.createQueue(
        { ...defaults, arn: arn("sqs", name), url: urlBase + name, ...settings },
        clock.now(),
      );
      entries.set(name, { queue, waiters: [], waking: false });
      return queue;
    },
    delete(target) {
      const entry = entryOf(target);
      const { arn, name } = entry.queue.settings;
      entries.delete(name);
      dismiss(entry);
      for (const { queue } of entries.values()) {
        if (queue.settings.redrive?.deadLetterArn === arn) queue.settings = { ...queue.settings, redrive: undefined };
      }
    },
    send(target, outgoing) {
      const entry = entryOf(target);
      const messageId = uuid(random);
      const disturbance = disturb(entry.queue.settings.arn, messageId);
      model.send(entry.queue, { ...outgoing, messageId }, clock.now(), random, disturbance);
      line.wake(entry);
      return messageId;
    },
    async receive(target, options, waitMilliseconds, gone) {
      const entry = entryOf(target);
      if (gone?.aborted) return [];
      const received = entry.waiters.length === 0 ? take(entry, options) : [];
      if (received.length > 0 || waitMilliseconds === 0) return received;
      return line.wait(entry, options, waitMilliseconds, gone);
    },
    wake: (target) => line.wake(entryOf(target)),
    stop: () => {
      for (const entry of entries.values()) dismiss(entry);
    },
  };
}

/** Those who wait for messages, served in order. */
function createLine(clock: Clock, take: (entry: Entry, options: model.ReceiveOptions) => model.Received[]) {
  function serve(entry: Entry): void {
    entry.waking = false;
    while (entry.waiters[0] !== undefined) {
      const received = take(entry, entry.waiters[0].options);
      if (received.length === 0) break;
      settle(entry, entry.waiters[0], received);
    }
    arm(entry);
  }

  /** One timer per queue, at the moment its next hidden message appears, and only while somebody waits. */
  function arm(entry: Entry): void {
    entry.cancelTimer?.();
    delete entry.cancelTimer;
    const next = entry.waiters.length === 0 ? undefined : model.nextVisibleAt(entry.queue);
    if (next !== undefined) entry.cancelTimer = clock.after(Math.max(0, next - clock.now()), () => serve(entry));
  }

  return {
    /** After the running task, so that messages sent together are received together. */
    wake(entry: Entry): void {
      if (entry.waking || entry.waiters.length === 0) return;
      entry.waking = true;
      queueMicrotask(() => serve(entry));
    },
    wait: (entry: Entry, options: model.ReceiveOptions, milliseconds: number, gone?: AbortSignal) =>
      new Promise<model.Received[]>((resolve) => {
        const cancelDeadline = Number.isFinite(milliseconds)
          ? clock.after(milliseconds, () => settle(entry, waiter, []))
          : () => {};
        const waiter: Waiter = { options, resolve, cancelDeadline };
        gone?.addEventListener("abort", () => settle(entry, waiter, []), { once: true });
        entry.waiters.push(waiter);
        serve(entry);
      }),
  };
}

function settle(entry: Entry, waiter: Waiter, received: model.Received[]): void {
  entry.waiters = entry.waiters.filter((other) => other !== waiter);
  waiter.cancelDeadline();
  waiter.resolve(received);
}

function dismiss(entry: Entry): void {
  entry.cancelTimer?.();
  for (const waiter of entry.waiters) settle(entry, waiter, []);
}

/** What SQS gives a queue that says nothing (API reference, CreateQueue). */
const defaults = {
  ...{ visibilityTimeoutSeconds: 30, retentionSeconds: 345_600 },
  ...{ delaySeconds: 0, waitSeconds: 0, maximumBytes, fixed: false },
};
