import type { Docstring } from "../../../infra/cdk/docstrings.ts";

/** One named way to the table, as its docstring tells it. */
export type AccessPattern = {
  readonly id: string;
  /** The function that is it. */
  readonly name: string;
  readonly question: string;
  readonly index: string;
  readonly consistency: string;
  readonly bound: string;
};

const form = /^(AP-[A-Z]+\d+)\. (.+)$/;
const asked =
  /^(?<question>[^:]+): (?<index>(?:table|gsi\d) [^,]+), (?<consistency>strongly|eventually) consistent(?:, (?<bound>[^.]+))?\./;
const written = /^(?<question>[^:;.]+)(?:: (?<bound>at most [^.;]+))?[.;]/;

/** What an access pattern says of itself, or undefined where a docstring has no id. */
function patternOf({ name, text }: Docstring): AccessPattern | undefined {
  const [, id, rest] = form.exec(text) ?? [];
  if (id === undefined || rest === undefined) return undefined;
  const read = asked.exec(rest)?.groups;
  if (read !== undefined) {
    const { question = "", index = "", consistency = "", bound = "1 item" } = read;
    return { id, name, question, index, consistency: consistency.replace(/ly$/, ""), bound };
  }
  const { question, bound = "1 item" } = written.exec(rest)?.groups ?? {};
  if (question === undefined || /\bconsistent\b/.test(rest)) {
    throw new SyntaxError(`${id} is not in the form that CONTRIBUTING.md gives for access patterns: ${text}`);
  }
  return { id, name, question, index: "table", consistency: "conditional write", bound };
}

function numberOf(id: string): number {
  return Number(/\d+$/.exec(id)?.[0]);
}

/**
 * The access patterns among docstrings, by prefix and number. A read is told as
 * `AP-X1. <question>: <table|gsi1…> <get|query…>, <strongly|eventually> consistent[, <bound>].`, a write as
 * `AP-X2. <what is written>[: at most <bound>][; refused when …].`; without a bound it is one item.
 *
 * @throws SyntaxError when a docstring has an id and another form
 */
export function accessPatternsOf(docstrings: readonly Docstring[]): readonly AccessPattern[] {
  return docstrings
    .map(patternOf)
    .filter((pattern) => pattern !== undefined)
    .sort((a, b) => prefixOf(a.id).localeCompare(prefixOf(b.id)) || numberOf(a.id) - numberOf(b.id));
}

function prefixOf(id: string): string {
  return id.replace(/\d+$/, "");
}
