import { OrderCanceled, OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import { type FactMessage, trackedData } from "@millrace/contracts/tracking";

/** What is known of a fact, on the bus and in the journal alike. */
export type Told = {
  readonly sequence: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAt: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** The facts whose data are shown, in the version whose fields were looked at. Of all others only the name is told. */
const shown = new Set([OrderPlaced, OrderConfirmed, OrderCanceled].map(({ name, version }) => `${name}/${version}`));

/** The fields that are shown, and no other. */
const publicData = trackedData.strip();

/**
 * A fact as customers may see it: who owns the order, its contact, payment and place stay where they are, and so does
 * whatever later versions add.
 */
export function newsOf(orderId: string, { sequence, type, schemaVersion, occurredAt, data }: Told): FactMessage {
  const news = { type: "fact", orderId, sequence, name: type, version: schemaVersion, occurredAt } as const;
  return shown.has(`${type}/${schemaVersion}`) ? { ...news, data: publicData.parse(data) } : news;
}
