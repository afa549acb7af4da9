/** What a number must be to hold. */
type Budget = { readonly atMost: number } | { readonly atLeast: number } | { readonly exactly: number };

/** One number that was measured. */
export type Row = {
  readonly what: string;
  readonly value: number;
  /** `ms`, `KB`, `orders/s`; empty for counts. */
  readonly unit: string;
  /** Without one the number is only printed. */
  readonly budget?: Budget;
  /** What one must know to read the number. */
  readonly note?: string;
};

export type Verdict = "ok" | "over" | "";

/** Whether a number holds; "" when nothing is asked of it. A number that could not be measured never holds. */
export function judge({ value, budget }: Row): Verdict {
  if (budget === undefined) return "";
  if ("atMost" in budget) return value <= budget.atMost ? "ok" : "over";
  if ("atLeast" in budget) return value >= budget.atLeast ? "ok" : "over";
  return value === budget.exactly ? "ok" : "over";
}

/** Three significant digits, and whole numbers whole. */
function shown(value: number): string {
  if (!Number.isFinite(value)) return "—";
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return value.toPrecision(3);
}

function shownBudget(budget: Budget | undefined): string {
  if (budget === undefined) return "";
  if ("atMost" in budget) return `≤ ${shown(budget.atMost)}`;
  return "atLeast" in budget ? `≥ ${shown(budget.atLeast)}` : `= ${shown(budget.exactly)}`;
}

const widths = { what: 64, value: 9, unit: 9, budget: 9, verdict: 4 } as const;

/** A row as a line of the table. */
export function lineOf(row: Row): string {
  return [
    row.what.padEnd(widths.what),
    shown(row.value).padStart(widths.value),
    row.unit.padEnd(widths.unit),
    shownBudget(row.budget).padEnd(widths.budget),
    judge(row).padEnd(widths.verdict),
    row.note ?? "",
  ]
    .join(" ")
    .trimEnd();
}

/** The middle of the values: of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The value below which `percent` of the values lie, interpolated between neighbors; NaN of no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = ((sorted.length - 1) * percent) / 100;
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
