import type { Level, Movement } from "./store.ts";

/** What one piece of each kind of movement does to the counters, as inventory's README tells. */
const effects: Readonly<Record<string, Level>> = {
  RECEIPT: { onHand: 1, reserved: 0, allocated: 0, available: 1 },
  RESERVATION: { onHand: 0, reserved: 1, allocated: 0, available: -1 },
  ALLOCATION: { onHand: 0, reserved: -1, allocated: 1, available: 0 },
  RELEASE: { onHand: 0, reserved: -1, allocated: 0, available: 1 },
};

/** The counters that the movements make, counted by a second hand: nothing of the product is asked. */
export function countersOf(movements: readonly Movement[]): Level {
  const level = { onHand: 0, reserved: 0, allocated: 0, available: 0 };
  for (const { kind, quantity } of movements) {
    const effect = effects[kind];
    if (effect === undefined) throw new Error(`No effect of ${kind} is known.`);
    for (const counter of ["onHand", "reserved", "allocated", "available"] as const) {
      level[counter] += effect[counter] * quantity;
    }
  }
  return level;
}
