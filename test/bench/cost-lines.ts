import type { Run } from "./invocation-logs.ts";
import type { OrderUnits } from "./order-units.ts";
import { costOf, type Priced } from "./prices.ts";

/** One line of a bill. */
export type CostLine = { readonly what: string; readonly dollars: number; readonly note: string };

/** What a function is given of the machine, in MB, and what a run of it came to here. */
export type Measured = {
  readonly memoryOf: (name: string) => number;
  readonly runOf: (name: string) => Run;
};

/** A function has one vCPU at so many MB, and its share below (Lambda Developer Guide, "Configure memory"). */
const megabytesOfCpu = 1_769;
const megabytesOfGigabyte = 1_024;
/** X-Ray's own rule beside the first request of each second. */
const sampled = 0.05;
/** A message is sent, received and deleted. */
const requestsOfMessage = 3;

function line(what: string, priced: Priced, quantity: number, unit: string): CostLine {
  return { what, dollars: costOf(priced, quantity), note: `${Math.round(quantity * 1_000) / 1_000} ${unit}` };
}

type Invocations = Readonly<Record<string, number>>;

function over(invocations: Invocations, of: (name: string) => number): number {
  return Object.entries(invocations).reduce((total, [name, count]) => total + count * of(name), 0);
}

/** Requests, computing and logs. What a run took here is taken to be CPU time of one core, of which Lambda gives a share. */
function computing(invocations: Invocations, { memoryOf, runOf }: Measured): readonly CostLine[] {
  const milliseconds = over(invocations, (name) => runOf(name).milliseconds);
  const gigabyteSeconds = over(invocations, (name) => {
    const memory = memoryOf(name);
    const billed = runOf(name).milliseconds * Math.max(1, megabytesOfCpu / memory);
    return (billed * memory) / megabytesOfGigabyte / 1_000;
  });
  const logged = over(invocations, (name) => runOf(name).logBytes);
  return [
    line(
      "Lambda: requests",
      "invocation",
      over(invocations, () => 1),
      "runs",
    ),
    {
      ...line("Lambda: computing", "gigabyteSecond", gigabyteSeconds, "GB-seconds"),
      note: `${Math.round(milliseconds)} ms here, times 1,769 MB / memory`,
    },
    line("logs of functions", "logged", logged, "bytes"),
  ];
}

/** An order by line, in US dollars. */
export function orderLines(units: OrderUnits, measured: Measured): readonly CostLine[] {
  return [
    line("mails", "mail", units.mails, "mails"),
    line("API calls", "apiCall", units.apiCalls, "calls"),
    line("writes on the table", "writeUnit", units.tableUnits, "units"),
    line("writes on indexes", "writeUnit", units.indexUnits, "units"),
    line("reads", "readUnit", units.readUnits, "units"),
    line("traces of the checkout's story", "trace", units.storyTraces, "traces"),
    line("traces of the rest, 5 % of them", "trace", units.otherTraces * sampled, "traces"),
    line("messages: sent, received, deleted", "queueRequest", units.messages * requestsOfMessage, "requests"),
    line("facts on the bus", "event", units.facts, "events"),
    line("facts in the archive", "archived", units.factBytes, "bytes"),
    line("notices", "notice", units.notices, "publishes"),
    ...computing(units.invocations, measured),
    line("log of calls", "logged", units.apiCalls * measured.runOf("access").logBytes, "bytes"),
    line("kept for a month", "storedMonth", units.tableBytes + units.indexBytes, "bytes"),
    line("recoverable for a month, without indexes", "recoverableMonth", units.tableBytes, "bytes"),
  ];
}

/** A page of a storefront. */
export type View = {
  readonly functionName: string;
  readonly readUnits: number;
  readonly answerBytes: number;
};

/** A page view by line, in US dollars: one API call, without a CDN before it. */
export function viewLines({ functionName, readUnits, answerBytes }: View, measured: Measured): readonly CostLine[] {
  return [
    line("API call", "apiCall", 1, "call"),
    line("reads", "readUnit", readUnits, "units"),
    line("data out", "dataOut", answerBytes, "bytes"),
    line("traces, 5 % of them", "trace", sampled, "traces"),
    ...computing({ [functionName]: 1 }, measured),
    line("log of calls", "logged", measured.runOf("access").logBytes, "bytes"),
  ];
}

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((total, { dollars }) => total + dollars, 0);
}
