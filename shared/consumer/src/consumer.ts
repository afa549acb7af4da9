import type { EventContract } from "@millrace/contracts/define-event";
import { carriedBy, carriedByMessage, type QueueMessage } from "./delivery.ts";
import type { Claim, Guard, Outcome } from "./guard.ts";
import { type FactOf, factReader, type Unreadable } from "./read-fact.ts";
import type { Upcasters } from "./upcast.ts";

/** What is done with a fact; the claim is for a mark in the handler's own transaction. */
export type HandleFact<Contract extends EventContract> = (fact: FactOf<Contract>, claim: Claim) => Promise<void>;

/** A fact and its handler. */
export type Subscription = {
  readonly contract: EventContract;
  readonly handle: (fact: FactOf<EventContract>, claim: Claim) => Promise<void>;
};

/** Binds a handler to a fact: `on(OrderConfirmed, async ({ metadata, data }) => { … })`, typed by the contract. */
export function on<Contract extends EventContract>(contract: Contract, handle: HandleFact<Contract>): Subscription {
  return { contract, handle: (fact, claim) => handle(fact as FactOf<Contract>, claim) };
}

/** A delivery that the consumer cannot read, and is not to skip. No retry helps it. */
export class UnreadableFact extends Error {
  override readonly name = "UnreadableFact";
  readonly code: Unreadable["code"];

  constructor({ code, reason }: Unreadable) {
    super(reason);
    this.code = code;
  }
}

/** Where a queue's messages go that no retry helps, with the reason. */
export type DeadLetters = {
  /** Takes the message, or throws. */
  keep(message: QueueMessage, unreadable: Unreadable): Promise<void>;
};

/** What a consumer is made of. */
export type ConsumerOptions = {
  readonly subscriptions: readonly Subscription[];
  readonly guard: Guard;
  readonly upcasters?: Upcasters;
  /** What is passed over instead of thrown, by choice: nothing by default. */
  readonly skip?: readonly Unreadable["code"][];
  /**
   * Takes a queue's unreadable messages at once, with their reason. Without it they come again until SQS's redrive takes
   * them, which keeps no reason.
   */
  readonly deadLetters?: DeadLetters;
  /** Told of every message that is not done, for the log. The error may quote the fact's data: keep it to yourself. */
  readonly onFailure?: (message: QueueMessage, error: unknown) => void;
};

/** What Lambda wants to hear of a batch, with `ReportBatchItemFailures` on the mapping. */
export type BatchResponse = { readonly batchItemFailures: { readonly itemIdentifier: string }[] };

/** A consumer of facts, however they come. */
export type Consumer = {
  /**
   * Consumes one delivery of a rule or a topic that invokes the function.
   *
   * @throws UnreadableFact, InProgress, LeaseLost, and what a handler throws: the delivery must come again
   */
  consume(delivery: unknown): Promise<Outcome | "skipped">;
  /**
   * Consumes a queue's batch, one message after the other, and answers which of them are to come again. It never throws:
   * one message must not bring back the others.
   */
  consumeBatch(batch: { readonly Records: readonly QueueMessage[] }): Promise<BatchResponse>;
};

/** Makes a consumer of the facts that it subscribes to. */
export function createConsumer({
  subscriptions,
  guard,
  upcasters,
  skip = [],
  deadLetters,
  onFailure = () => undefined,
}: ConsumerOptions): Consumer {
  const read = factReader(
    subscriptions.map(({ contract }) => contract),
    upcasters,
  );
  const handlers = new Map(subscriptions.map(({ contract, handle }) => [contract.name, handle]));

  const consumeCarried = async (carried: unknown): Promise<Outcome | "skipped"> => {
    const reading = read(carried);
    if ("unreadable" in reading) {
      if (skip.includes(reading.unreadable.code)) return "skipped";
      throw new UnreadableFact(reading.unreadable);
    }
    const { fact } = reading;
    return guard.once(fact.metadata, async (claim) => handlers.get(fact.metadata.type)?.(fact, claim));
  };

  /** Whether the message is done with: consumed, or kept among the dead letters. */
  const settle = async (message: QueueMessage): Promise<boolean> => {
    try {
      await consumeCarried(carriedByMessage(message));
      return true;
    } catch (error) {
      onFailure(message, error);
      if (!(error instanceof UnreadableFact) || deadLetters === undefined) return false;
      return deadLetters.keep(message, { code: error.code, reason: error.message }).then(
        () => true,
        (failure: unknown) => {
          onFailure(message, failure);
          return false;
        },
      );
    }
  };

  return {
    consume: (delivery) => consumeCarried(carriedBy(delivery)),
    async consumeBatch({ Records }) {
      const batchItemFailures: { itemIdentifier: string }[] = [];
      for (const message of Records) {
        if (!(await settle(message))) batchItemFailures.push({ itemIdentifier: message.messageId });
      }
      return { batchItemFailures };
    },
  };
}
