import { eventually } from "../../cli/src/eventually.ts";
import { accepted, createApi } from "../../cli/src/http-client.ts";
import type { LocalReady } from "../../cli/src/ready.ts";

type Struck = {
  /** With or without the stage in front; `*` is every function. */
  readonly function: string;
  readonly occurrence: number | "every" | { readonly rate: number };
};

/** One fault to inject into a function's SDK calls, as `--faults` takes it. */
export type CallFault = Struck & {
  /** `dynamodb:TransactWriteItems`, `events:PutEvents`, … */
  readonly call: string;
  readonly fault: "crash-before" | "crash-after" | "conflict" | "throttle" | "timeout";
};

/** One fault of deliveries to a function. */
export type DeliveryFault = Struck & {
  readonly from?: "bus" | "queue" | "stream" | "async";
  readonly fault: "duplicate" | "delay" | "reorder" | "drop" | "timeout";
  /** The longest wait of a delay. */
  readonly seconds?: number;
};

export type Fault = CallFault | DeliveryFault;

export type Mail = {
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text?: string;
  readonly tags: Readonly<Record<string, string>>;
};

export type Denial = { readonly action: string; readonly functionName: string; readonly at: string };

/** What a role may do, and whether it has done it since the start. */
export type Grant = {
  readonly role: string;
  readonly action: string;
  readonly leadingKeys: readonly string[];
  readonly used: boolean;
};

export type AlarmState = { readonly name: string; readonly state: string };

/** How long a busy machine may take to work off what waits. */
const restMilliseconds = 60_000;

/** As long as a message stays hidden that a consumer did not finish: six times its timeout of 30 s. */
const stepSeconds = 181;

/** One more than the receives after which SQS itself sets a message aside. */
const mostSteps = 6;

/** The local runtime's own surface: what tests must see or move, and AWS has no API for. */
export function createAdmin({ adminUrl }: Pick<LocalReady, "adminUrl">) {
  const api = createApi(adminUrl);
  const ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> =>
    accepted(await api(method, path, { body })).json;

  /** Waits until nothing is on its way: no invocation runs, no message or record waits to be delivered. */
  const rest = (): Promise<true> =>
    eventually(
      "the stack to come to rest",
      async () => ((await ask<boolean>("GET", "/idle")) ? true : undefined),
      restMilliseconds,
    );

  const pass = (seconds: number) => ask("POST", "/clock", { advanceSeconds: seconds });

  const advance = async (seconds: number): Promise<void> => {
    await rest();
    await pass(seconds);
  };

  return {
    rest,
    /** Moves the stack's clock forward; only at rest, because a call under way would time out. */
    advance,
    /** Moves the stack's clock forward while something waits that will not come to rest. */
    pass,
    /** Lets time pass, step by step, until there is an answer: for retries that come minutes apart. */
    async inTime<Answer>(what: string, ask: () => Promise<Answer | undefined>): Promise<Answer> {
      for (let step = 0; step <= mostSteps; step += 1) {
        if (step > 0) await advance(stepSeconds);
        await rest();
        const answer = await ask();
        if (answer !== undefined) return answer;
      }
      throw new Error(`Let ${(mostSteps * stepSeconds) / 60} minutes pass in vain for ${what}.`);
    },
    /** Replaces the faults; counting begins anew. */
    setFaults: (faults: readonly Fault[]) =>
      ask<readonly (Fault & { readonly hits: number })[]>("PUT", "/faults", faults),
    faults: () => ask<readonly (Fault & { readonly hits: number })[]>("GET", "/faults"),
    /** Mail of the user pool, with the codes it holds. */
    messages: () =>
      ask<readonly { readonly to: string; readonly text: string; readonly code: string }[]>("GET", "/messages"),
    mails: () => ask<readonly Mail[]>("GET", "/mailbox"),
    /** Whether SES tells of what it sent. */
    setSendEvents: (sendEvents: boolean) => ask("PUT", "/mailbox", { sendEvents }),
    /** What stream mappings gave up, as objects of their bucket. */
    failures: () => ask<readonly { readonly key: string; readonly body: string }[]>("GET", "/failures"),
    denials: () => ask<readonly Denial[]>("GET", "/denials"),
    grants: () => ask<readonly Grant[]>("GET", "/grants"),
    alarms: () => ask<readonly AlarmState[]>("GET", "/alarms"),
    logGroups: () => ask<readonly string[]>("GET", "/logs"),
    logs: (group: string) =>
      ask<readonly { readonly message: string }[]>("GET", `/logs?group=${encodeURIComponent(group)}`),
    now: async () => new Date((await ask<{ readonly now: string }>("GET", "/clock")).now),
  };
}
