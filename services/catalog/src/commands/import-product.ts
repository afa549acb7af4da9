import { type FieldError, Refusal } from "@millrace/kernel/errors";
import type { Command } from "@millrace/table/commands";
import { planImport, type Seen } from "../domain/import-plan.ts";
import { failedRow, type PlacedRow, type ProductRows, type RowResult } from "../domain/import-rows.ts";
import type { Step } from "../domain/import-steps.ts";
import { mayPass, rowErrorOf } from "../domain/row-refusals.ts";
import type { Ports } from "../ports.ts";

/** So often a product is looked at again when other writers were quicker. */
const maxTries = 4;

type Commit = (step: Step) => Promise<void>;

/** Writes what the single routes write, with each command's fact, in one transaction. */
function commitTo({ writes, variants, write }: Ports, { at, origin }: Command): Commit {
  return ({ before, after, added, changed, facts }) =>
    // The call's own key is written last, with all results.
    write(
      { at, origin },
      facts,
      before === undefined
        ? writes.create(after)
        : [
            ...(added ? [variants.addVariant(added)] : []),
            ...(changed ? [variants.changeVariant(changed)] : []),
            ...writes.change(before, after.product),
          ],
    );
}

/** How a refusal of a step is told by its rows, and whether another try may succeed. */
type Setback = { readonly error: FieldError; readonly mayPass: boolean };

/**
 * What keeps a step from being done. The one place where a refusal is no answer: it concerns one product of many, and the
 * others go on. What is no refusal, or one about the whole call, is thrown on.
 */
async function setbackOf(work: () => Promise<void>): Promise<Setback | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const told = error instanceof Refusal ? rowErrorOf(error) : undefined;
    if (told === undefined) throw error;
    return { error: told, mayPass: mayPass(error as Refusal) };
  }
}

/** What has become of a product's rows so far. What a row was first told stays, but a new one is new beside all else. */
function createResults() {
  const results = new Map<number, RowResult>();
  return {
    results,
    isFailed: ({ row }: PlacedRow) => results.get(row)?.outcome === "failed",
    tell({ row, fields }: PlacedRow, outcome: RowResult["outcome"]) {
      if (!results.has(row) || outcome === "created") results.set(row, { row, sku: fields.sku, outcome });
    },
    fail: ({ row, fields }: PlacedRow, errors: readonly FieldError[]) =>
      results.set(row, failedRow(row, fields.sku, errors)),
  };
}

/**
 * Brings one product to what its rows say; answers one result per row.
 *
 * @param first what is stored of it
 * @param promised the SKUs that a dry run counts as written; undefined where it is no dry run
 */
export async function importProduct(
  ports: Ports,
  command: Command,
  wanted: ProductRows,
  first: Seen,
  promised: readonly string[] | undefined,
): Promise<readonly RowResult[]> {
  const made = { productId: ports.newId("product"), slug: wanted.slug, at: command.at };
  const commit: Commit = promised ? async () => undefined : commitTo(ports, command);
  const { results, isFailed, tell, fail } = createResults();

  /** Does what there is to do; not done where the product must be looked at again. */
  const attempt = async (seen: Seen, isLast: boolean) => {
    let { whole } = seen;
    const rows = wanted.rows.filter((row) => !isFailed(row));
    const { failures, intentions } = planImport({ ...wanted, rows }, seen, made, promised);
    for (const { row, errors } of failures) fail(row, errors);
    for (const { rows: its, outcome, decide } of intentions) {
      const open = its.filter((row) => !isFailed(row));
      if (open.length === 0) continue;
      const setback = await setbackOf(async () => {
        const step = decide(whole);
        await commit(step);
        whole = step.after;
      });
      if (setback?.mayPass && !isLast) return { isDone: false, whole };
      for (const row of open) {
        if (setback) fail(row, [setback.error]);
        else tell(row, outcome);
      }
      // Without its product, nothing can be added to it.
      if (whole === undefined && setback) for (const row of rows) fail(row, [setback.error]);
    }
    return { isDone: true, whole };
  };

  let { isDone, whole } = await attempt(first, false);
  for (let tries = 2; !isDone; tries += 1) {
    const [seen] = await ports.imports.readSeen([wanted]);
    ({ isDone, whole } = await attempt(seen ?? first, tries >= maxTries));
  }
  const productId = promised && first.whole === undefined ? undefined : whole?.product.productId;
  for (const row of wanted.rows) tell(row, "unchanged");
  return [...results.values()].map((result) =>
    productId === undefined || result.outcome === "failed" ? result : { ...result, productId },
  );
}
