import { etag, ok } from "@millrace/contracts/define-route";
import type { Command } from "@millrace/table/commands";
import { priceSkus, type WantedPrices } from "../domain/list-prices.ts";
import type { Ports } from "../ports.ts";

/** Writes a list's prices of SKUs, for whoever has seen its prices last; answers with them, at their new version. */
export async function repriceList(
  { listPrices, write }: Ports,
  command: Command & { readonly ifMatch: number },
  priceListId: string,
  wanted: readonly WantedPrices[],
) {
  const skus = wanted.map(({ sku }) => sku);
  const known = await listPrices.readList(priceListId, skus);
  const { state, fact } = priceSkus(priceListId, wanted, known, command.ifMatch);
  const { version } = state;
  return write(command, fact, listPrices.changePrices(state), ok({ ...fact.data, version }, etag(version)));
}
