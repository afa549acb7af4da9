import { CartAbandoned, CartCreated, CartMerged, CartUpdated } from "./carts.ts";
import {
  CategoryCreated,
  CategoryUpdated,
  ProductArchived,
  ProductCreated,
  ProductPricesChanged,
  ProductPublished,
  ProductUpdated,
} from "./catalog.ts";
import { ContactCreated, ContactUpdated, CustomerGroupsChanged } from "./customers.ts";
import type { EventContract } from "./define-event.ts";
import {
  AllocationStrategyChanged,
  LocationUpdated,
  StockAdjusted,
  StockCounted,
  StockDepleted,
  StockLow,
  StockReceived,
  StockReconciled,
  StockReplenished,
  StockSettingsChanged,
  StockTransferred,
} from "./inventory.ts";
import { OrderCanceled, OrderConfirmed, OrderPlaced } from "./orders.ts";
import { PaymentAuthorized, PaymentCanceled, PaymentFailed, PaymentVoided } from "./payments.ts";
import { PriceListCreated, PriceListPricesChanged, PriceListRemoved, PriceListUpdated } from "./price-lists.ts";
import { CouponAdded, CouponDisabled, PromotionCreated, PromotionUpdated } from "./promotions.ts";
import { ZoneArchived, ZoneCreated, ZoneUpdated } from "./shipping.ts";
import { TaxRatesChanged } from "./tax.ts";

/** Every fact of the house in every version that may still be in a journal. */
export const eventContracts: readonly EventContract[] = [
  AllocationStrategyChanged,
  CartAbandoned,
  CartCreated,
  CartMerged,
  CartUpdated,
  CategoryCreated,
  CategoryUpdated,
  ContactCreated,
  ContactUpdated,
  CouponAdded,
  CouponDisabled,
  CustomerGroupsChanged,
  LocationUpdated,
  OrderCanceled,
  OrderConfirmed,
  OrderPlaced,
  PaymentAuthorized,
  PaymentCanceled,
  PaymentFailed,
  PaymentVoided,
  PriceListCreated,
  PriceListPricesChanged,
  PriceListRemoved,
  PriceListUpdated,
  ProductArchived,
  ProductCreated,
  ProductPricesChanged,
  ProductPublished,
  ProductUpdated,
  PromotionCreated,
  PromotionUpdated,
  StockAdjusted,
  StockCounted,
  StockDepleted,
  StockLow,
  StockReceived,
  StockReconciled,
  StockReplenished,
  StockSettingsChanged,
  StockTransferred,
  TaxRatesChanged,
  ZoneArchived,
  ZoneCreated,
  ZoneUpdated,
];

function nameOf(name: string, version: number): string {
  return `${name}/${version}`;
}
const byName = new Map(eventContracts.map((contract) => [nameOf(contract.name, contract.version), contract]));

/** The contract of a fact by name and version; undefined when the house knows none. */
export function contractOf(name: string, version: number): EventContract | undefined {
  return byName.get(nameOf(name, version));
}
