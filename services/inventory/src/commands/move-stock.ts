import { isDeepStrictEqual } from "node:util";
import type { Decision } from "@millrace/contracts/define-event";
import { type Answer, created, type WrittenAnswer } from "@millrace/contracts/define-route";
import type { Command } from "@millrace/table/commands";
import type { Found } from "../domain/moves.ts";
import type { Movement } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";

/**
 * Moves units of a SKU as staff decided, and answers with what its fact tells. Where others were quicker at a shard, it
 * is decided again by what is there then, and written if that tells the same.
 */
export async function moveStock(
  { stock, locationBooks, write }: Ports,
  request: Command & { readonly params: { readonly sku: string } },
  decide: (found: Found) => Decision<Movement>,
): Promise<Answer | WrittenAnswer> {
  const { sku } = request.params;
  async function decideNow() {
    const [stocks, book] = await Promise.all([stock.getAll(sku), locationBooks.getBook()]);
    const { state, fact } = decide({ stocks, book });
    return { fact, items: stock.bring(state, stocks) };
  }
  const { fact, items } = await decideNow();
  return write(request, fact, items, created(fact.data, `/v1/stock/${encodeURIComponent(sku)}`), async () => {
    const other = await decideNow();
    return isDeepStrictEqual(other.fact.data, fact.data) ? other.items : undefined;
  });
}
