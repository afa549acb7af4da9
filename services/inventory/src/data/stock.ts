import { isoTime } from "@millrace/kernel/clock";
import { Busy } from "@millrace/kernel/refusals";
import type { Page } from "@millrace/table/cursors";
import { type Read, readOf } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import { type Part, partOf } from "@millrace/table/transact";
import { insufficient, type Movement, type MovementKind, type StockLevel, type Wanted } from "../domain/stock.ts";
import { movementEntity } from "./movement.entity.ts";
import { stockEntity } from "./stock.entity.ts";

/** One SKU's pieces to move at a location, why and when. */
export type Move = Wanted & { readonly locationId: string; readonly causeId: string; readonly at: Date };

/** Every access pattern of stock. */
export type Stock = {
  /** AP-I1. The levels of one SKU at each location: table query, strongly consistent, at most 100 locations. */
  listLevels(sku: string): Promise<readonly StockLevel[]>;
  /** AP-I2. One level by SKU and location, to read with others: table get, strongly consistent. */
  readLevel(sku: string, locationId: string): Read<StockLevel>;
  /** AP-I3. The ledger of a SKU at a location by cause: table query, strongly consistent, one page. */
  listMovements(sku: string, locationId: string, limit: number, position: string | null): Promise<Page<Movement>>;
  /** AP-I4. Pieces come in; makes the stock item when `known` says that there is none. */
  receive(move: Move, known: StockLevel | undefined): readonly Part[];
  /** AP-I5. Pieces become an unpaid order's; refused when fewer are available. */
  reserve(move: Move): readonly Part[];
  /** AP-I6. A hold becomes a confirmed order's. */
  allocate(move: Move): readonly Part[];
  /** AP-I7. A hold ends and its pieces are available again. */
  release(move: Move): readonly Part[];
};

const maxLocations = 100;

export const createStock = (table: Table): Stock => {
  const stock = stockEntity(table);
  const movement = movementEntity(table);

  /** A movement seen before makes the whole transaction fail: that is what keeps a repeated cause from moving twice. */
  const record = ({ sku, locationId, causeId, quantity, at }: Move, kind: MovementKind): Part =>
    partOf(
      movement,
      (writes) => writes.create({ sku, locationId, causeId, kind, quantity, movedAt: isoTime(at) }),
      () => Busy(`The ${kind} of ${sku} for ${causeId} was made before.`),
    );

  return {
    async listLevels(sku) {
      const { data } = await stock.query.bySku({ sku }).go({ consistent: true, limit: maxLocations });
      return data;
    },
    readLevel: (sku, locationId) => readOf<StockLevel>(stock, { sku, locationId }),
    async listMovements(sku, locationId, limit, position) {
      const { data, cursor } = await movement.query
        .bySku({ sku, locationId })
        .go({ consistent: true, limit, cursor: position });
      return { items: data, position: cursor };
    },
    receive(move, known) {
      const { sku, locationId, quantity } = move;
      const counted = known
        ? partOf(
            stock,
            (writes) => writes.patch({ sku, locationId }).add({ onHand: quantity, available: quantity }),
            () => Busy(),
          )
        : partOf(
            stock,
            (writes) =>
              writes.create({ sku, locationId, onHand: quantity, reserved: 0, allocated: 0, available: quantity }),
            () => Busy("Another first receipt of this SKU was quicker; send this one again."),
          );
      return [counted, record(move, "RECEIPT")];
    },
    reserve(move) {
      const { sku, locationId, quantity } = move;
      const counted = partOf(
        stock,
        (writes) =>
          writes
            .patch({ sku, locationId })
            .add({ reserved: quantity })
            .subtract({ available: quantity })
            .where(({ available }, { gte }) => gte(available, quantity)),
        (stored) => insufficient(move, Number(stored?.["available"] ?? 0)),
      );
      return [counted, record(move, "RESERVATION")];
    },
    allocate(move) {
      const { sku, locationId, quantity } = move;
      const counted = partOf(
        stock,
        (writes) =>
          writes
            .patch({ sku, locationId })
            .add({ allocated: quantity })
            .subtract({ reserved: quantity })
            .where(({ reserved }, { gte }) => gte(reserved, quantity)),
        () => Busy(`Less of ${sku} is reserved than ${move.causeId} holds.`),
      );
      return [counted, record(move, "ALLOCATION")];
    },
    release(move) {
      const { sku, locationId, quantity } = move;
      const counted = partOf(
        stock,
        (writes) =>
          writes
            .patch({ sku, locationId })
            .add({ available: quantity })
            .subtract({ reserved: quantity })
            .where(({ reserved }, { gte }) => gte(reserved, quantity)),
        () => Busy(`Less of ${sku} is reserved than ${move.causeId} holds.`),
      );
      return [counted, record(move, "RELEASE")];
    },
  };
};
