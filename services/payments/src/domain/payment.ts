import type { FactData } from "@millrace/contracts/define-event";
import type { PaymentAuthorized, paymentFailures, paymentProviders } from "@millrace/contracts/payments";
import { type Money, money } from "@millrace/kernel/money";

export const paymentStatuses = ["pending", "authorized", "failed", "canceled", "voided"] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** Each status and where it may go; a status without exits is final. */
const paymentTransitions = {
  pending: ["authorized", "failed", "canceled"],
  authorized: ["voided"],
  failed: [],
  canceled: [],
  voided: [],
} as const satisfies Record<PaymentStatus, readonly PaymentStatus[]>;

export function mayBecome(from: PaymentStatus, to: PaymentStatus): boolean {
  return paymentTransitions[from].some((status) => status === to);
}

export type PaymentProvider = (typeof paymentProviders)[number];

/** One order's payment. The token is the buyer's means of paying: it stays here and never goes on the bus. */
export type Payment = {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly provider: PaymentProvider;
  readonly token: string;
  readonly status: PaymentStatus;
  /** The provider's own name for the authorization. */
  readonly reference?: string;
  /** The sequence of the payment's last fact; 0 before its first. */
  readonly version: number;
};

export function amountOf({ amount, currency }: Payment): Money {
  return money(amount, currency);
}

/** What all of a payment's facts carry. */
export function factOf(payment: Payment): FactData<typeof PaymentAuthorized> {
  return {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    amount: amountOf(payment),
    provider: payment.provider,
  };
}

/** What a provider says to a request for authorization. */
export type Authorization =
  | { readonly outcome: "authorized"; readonly reference: string }
  | { readonly outcome: "failed"; readonly reason: (typeof paymentFailures)[number] }
  | { readonly outcome: "requires_action" };
