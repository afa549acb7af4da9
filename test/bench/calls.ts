import type { Measure } from "./measurements.ts";
import { median, type Row } from "./report.ts";
import { twoLines, withShop } from "./with-shop.ts";

/** The JIT has seen most of it by then; more orders make the house look through more facts for new ones. */
const warmUpOrders = 40;
const orders = 40;

/**
 * What each function of an order takes of the CPU, in this process and one after the other: the product's own code and
 * its libraries, down to the connection to DynamoDB; without Lambda's runtime, logs and traces.
 */
export const measure: Measure = () =>
  withShop(10_000, async ({ house, aBuyer }) => {
    const buyAndSettle = async () => {
      await (await aBuyer(twoLines))();
      await house.settle();
    };
    for (let order = 0; order < warmUpOrders; order += 1) await buyAndSettle();
    house.cpu.clear();
    for (let order = 0; order < orders; order += 1) await buyAndSettle();
    const rows: Row[] = [];
    let total = 0;
    for (const [functionName, milliseconds] of house.cpu) {
      const callsPerOrder = milliseconds.length / orders;
      total += median(milliseconds) * callsPerOrder;
      const note = `${callsPerOrder} for each order`;
      rows.push({ what: `CPU of a warm call of ${functionName}, p50`, value: median(milliseconds), unit: "ms", note });
    }
    return [...rows, { what: "CPU of all of them for one order", value: total, unit: "ms" }];
  });
