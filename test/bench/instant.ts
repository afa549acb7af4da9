import type { LocalReady } from "../../cli/src/ready.ts";
import { shelf } from "./recorded.ts";
import { median, type Row } from "./report.ts";
import { type CheckedOut, putOnSale, type Shoppers } from "./shoppers.ts";

const buyers = 200;
const pieces = 50;
const sku = "BENCH-HOT";

const medianLoserMilliseconds = 2_000;
const everybodyMilliseconds = 6_000;

function timesOf(answers: readonly CheckedOut[]): readonly number[] {
  return answers.map(({ milliseconds }) => milliseconds);
}

/** What those heard who all wanted one of a few pieces in the same instant. */
export function rowsOf(answers: readonly CheckedOut[]): readonly Row[] {
  const ordered = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ code }) => code === "inventory.insufficient");
  const name = `${buyers} buyers in one instant for ${pieces} pieces`;
  return [
    { what: `${name}: orders`, value: ordered.length, unit: "", budget: { exactly: pieces } },
    { what: "  told that it is sold out (409)", value: refused.length, unit: "", budget: { exactly: buyers - pieces } },
    {
      what: "  until a refusal, p50",
      value: median(timesOf(refused)),
      unit: "ms",
      budget: { atMost: Math.min(medianLoserMilliseconds, median(timesOf(ordered))) },
      note: `no later than an order, p50 ${Math.round(median(timesOf(ordered)))} ms`,
    },
    {
      what: "  until everybody has an answer",
      value: Math.max(...timesOf(answers)),
      unit: "ms",
      budget: { atMost: everybodyMilliseconds },
    },
  ];
}

/** The rush for a few pieces, from outside. */
export async function instantRows(ready: LocalReady, shoppers: Shoppers): Promise<readonly Row[]> {
  const [article] = shelf;
  if (article === undefined) throw new Error("The shelf is empty.");
  await putOnSale(ready, [{ ...article, sku, available: pieces }]);
  return rowsOf(await shoppers.instant(sku, buyers));
}
