import { type Decision, type EventContract, type Fact, type FactData, fact } from "@millrace/contracts/define-event";
import {
  type askedProviders,
  PaymentAuthorized,
  PaymentCanceled,
  PaymentFailed,
  PaymentVoided,
  type paymentFailures,
} from "@millrace/contracts/payments";
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

export type PaymentProvider = (typeof askedProviders)[number];

/** What a provider is asked for. The token is the buyer's means of paying: it stays here and never goes on the bus. */
export type PaymentRequest = {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly provider: PaymentProvider;
  readonly token: string;
};

/** One order's payment. */
export type Payment = PaymentRequest & {
  readonly status: PaymentStatus;
  /** The provider's own name for the authorization. */
  readonly reference?: string;
  /** The sequence of the payment's last fact; 0 before its first. */
  readonly version: number;
};

/** A payment that its provider has not been asked for yet: nothing happened that a fact could tell. */
export function openPayment(request: PaymentRequest): Payment {
  return { ...request, status: "pending", version: 0 };
}

export function amountOf({ amount, currency }: PaymentRequest): Money {
  return money(amount, currency);
}

type PaymentData = FactData<typeof PaymentAuthorized>;

/** The payment in another status, and the fact about it; to go where the table does not lead is a bug. */
function become<Contract extends EventContract>(
  payment: Payment,
  change: Pick<Payment, "status" | "reference">,
  tell: (paymentId: string, sequence: number, data: PaymentData) => Fact<Contract>,
): Decision<Payment, Contract> {
  const { status, paymentId, orderId, provider } = payment;
  if (!mayBecome(status, change.status)) throw new TypeError(`A ${status} payment does not become ${change.status}.`);
  const state = { ...payment, ...change, version: payment.version + 1 };
  const data = { paymentId, orderId, amount: amountOf(payment), provider };
  return { state, fact: tell(paymentId, state.version, data) };
}

/** The provider holds the money, and calls that `reference`. Refuses (`TypeError`) a payment that is not pending. */
export function authorize(payment: Payment, reference: string): Decision<Payment, typeof PaymentAuthorized> {
  return become(payment, { status: "authorized", reference }, (...told) => fact(PaymentAuthorized, ...told));
}

/** The provider would not. Refuses (`TypeError`) a payment that is not pending. */
export function fail(
  payment: Payment,
  reason: (typeof paymentFailures)[number],
): Decision<Payment, typeof PaymentFailed> {
  return become(payment, { status: "failed" }, (paymentId, sequence, data) =>
    fact(PaymentFailed, paymentId, sequence, { ...data, reason }),
  );
}

/**
 * Ends the payment of an order that will not be: voids what was authorized, cancels what was not; undefined where it
 * has ended before.
 */
export function end(payment: Payment): Decision<Payment, typeof PaymentCanceled | typeof PaymentVoided> | undefined {
  switch (payment.status) {
    case "pending":
      return become(payment, { status: "canceled" }, (...told) => fact(PaymentCanceled, ...told));
    case "authorized":
      return become(payment, { status: "voided" }, (...told) => fact(PaymentVoided, ...told));
    case "failed":
    case "canceled":
    case "voided":
      return undefined;
  }
}

/** What a provider says to a request for authorization. */
export type Authorization =
  | { readonly outcome: "authorized"; readonly reference: string }
  | { readonly outcome: "failed"; readonly reason: (typeof paymentFailures)[number] }
  | { readonly outcome: "requires_action" };
