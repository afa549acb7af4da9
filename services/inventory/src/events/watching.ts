import type { EventContract, FactData } from "@millrace/contracts/define-event";
import { defineReaction, type Reaction } from "@millrace/contracts/define-service";
import { watchStock } from "../commands/watch-stock.ts";
import type { Ports } from "../ports.ts";

/** A reaction that looks at the stock of each SKU that a fact is about: `watching(StockReceived, ({ sku }) => [sku])`. */
export function watching<Contract extends EventContract>(
  to: Contract,
  skusOf: (data: FactData<Contract>) => readonly string[],
): Reaction<Ports> {
  return defineReaction({ to }, (received, ports: Ports) => watchStock(ports, received, skusOf(received.data)));
}
