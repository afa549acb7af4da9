import { defineService } from "@millrace/contracts/define-service";
import { TaxRatesChanged } from "@millrace/contracts/tax";
import { getTaxRates } from "./http/get-tax-rates.ts";
import { listTaxRates } from "./http/list-tax-rates.ts";
import { putTaxRates } from "./http/put-tax-rates.ts";

export const tax = defineService("tax", {
  purpose: "Which taxes the shop collects, by country, region and tax class.",
  routes: { putTaxRates, getTaxRates, listTaxRates },
  publishes: [TaxRatesChanged],
});
