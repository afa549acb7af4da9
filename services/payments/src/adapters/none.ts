import type { Provider } from "./provider.ts";

/** Stands in for a provider where there is nothing to pay: nobody is asked, and nothing more than nothing is authorized. */
export const none: Provider = {
  async authorize({ paymentId, amount }) {
    if (amount.amount !== 0) throw new TypeError(`Nobody was named to pay ${paymentId}.`);
    return { outcome: "authorized", reference: "none" };
  },
  async void() {},
};
