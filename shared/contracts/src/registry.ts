import { CartCreated, CartUpdated } from "./carts.ts";
import {
  CategoryCreated,
  CategoryUpdated,
  ProductArchived,
  ProductCreated,
  ProductPricesChanged,
  ProductPublished,
  ProductUpdated,
} from "./catalog.ts";
import { ContactCreated, ContactUpdated } from "./customers.ts";
import type { EventContract } from "./define-event.ts";
import { StockReceived } from "./inventory.ts";
import { OrderCanceled, OrderConfirmed, OrderPlaced } from "./orders.ts";
import { PaymentAuthorized, PaymentCanceled, PaymentFailed, PaymentVoided } from "./payments.ts";

/** Every fact of the house in every version that may still be in a journal. */
export const eventContracts: readonly EventContract[] = [
  CartCreated,
  CartUpdated,
  CategoryCreated,
  CategoryUpdated,
  ContactCreated,
  ContactUpdated,
  OrderCanceled,
  OrderConfirmed,
  OrderPlaced,
  PaymentAuthorized,
  PaymentCanceled,
  PaymentFailed,
  PaymentVoided,
  ProductArchived,
  ProductCreated,
  ProductPricesChanged,
  ProductPublished,
  ProductUpdated,
  StockReceived,
];

const nameOf = (name: string, version: number): string => `${name}/${version}`;
const byName = new Map(eventContracts.map((contract) => [nameOf(contract.name, contract.version), contract]));

/** The contract of a fact by name and version; undefined when the house knows none. */
export const contractOf = (name: string, version: number): EventContract | undefined =>
  byName.get(nameOf(name, version));
