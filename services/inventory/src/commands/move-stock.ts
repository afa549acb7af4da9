import { isDeepStrictEqual } from "node:util";
import type { Decision } from "@millrace/contracts/define-event";
import { type Answer, created, type WrittenAnswer } from "@millrace/contracts/define-route";
import type { Command } from "@millrace/table/commands";
import type { Found } from "../domain/moves.ts";
import type { Movement } from "../domain/stock.ts";
import type { Ports } from "../ports.ts";
import { findOwnStock, type SkuDoors } from "./find-stock.ts";

/**
 * Moves units of a SKU as staff decided, and answers with what its fact tells. Where others were quicker, it
 * is decided again by what is there then, and written if that tells the same.
 *
 * @throws StockNotFound, KitHasNoStock
 */
export async function moveStock(
  ports: Ports,
  doors: SkuDoors,
  request: Command & { readonly params: { readonly sku: string } },
  decide: (found: Found) => Decision<Movement>,
): Promise<Answer | WrittenAnswer> {
  const { stock, write } = ports;
  const { sku } = request.params;
  async function decideNow() {
    const found = await findOwnStock(ports, doors, sku);
    const { state, fact } = decide(found);
    return { fact, items: stock.bring(state, found.stock) };
  }
  const { fact, items } = await decideNow();
  return write(request, fact, items, created(fact.data, `/v1/stock/${encodeURIComponent(sku)}`), {
    otherWay: async () => {
      const other = await decideNow();
      return isDeepStrictEqual(other.fact.data, fact.data) ? other.items : undefined;
    },
  });
}
