import type { Money } from "@millrace/kernel/money";
import type { Authorization, PaymentProvider } from "../domain/payment.ts";

/** A payment provider. Each call carries a key: the same key has its effect once and the same answer always. */
export type Provider = {
  authorize(request: {
    readonly key: string;
    readonly paymentId: string;
    readonly amount: Money;
    readonly token: string;
  }): Promise<Authorization>;
  /** Gives back whatever was authorized for this payment, if anything was; done before counts as done. */
  void(request: { readonly key: string; readonly paymentId: string }): Promise<void>;
};

export type Providers = Readonly<Record<PaymentProvider, Provider>>;
