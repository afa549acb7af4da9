import { gzipSync } from "node:zlib";
import { referencePage } from "../../infra/cdk/docs/page.ts";
import { openApiDocument } from "../../infra/cdk/openapi.ts";
import { services } from "../../infra/cdk/services.ts";
import type { Measure } from "./measurements.ts";
import type { Row } from "./report.ts";

const kilobyte = 1024;

/** What Lambda takes as an answer, in JSON, is 6 MB; what people wait for is what travels: a second at 6.5 Mbit/s. */
const budgets = { page: { written: 4_096, traveling: 800 }, description: { written: 640, traveling: 64 } };

function rowsOf(what: string, text: string, budget: { readonly written: number; readonly traveling: number }): Row[] {
  const [written, traveling] = [JSON.stringify(text).length, gzipSync(text).length];
  return [
    {
      what: `${what}, as Lambda answers it`,
      value: written / kilobyte,
      unit: "KB",
      budget: { atMost: budget.written },
    },
    { what: `${what}, as it travels`, value: traveling / kilobyte, unit: "KB", budget: { atMost: budget.traveling } },
  ];
}

export const measure: Measure = async () => {
  const { html } = await referencePage(services);
  const description = JSON.stringify(openApiDocument());
  return [
    ...rowsOf("GET /docs", html, budgets.page),
    ...rowsOf("GET /v1/openapi.json", description, budgets.description),
  ];
};
