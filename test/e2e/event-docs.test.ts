import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { openPage } from "../support/browser.ts";

const { apiUrl } = readReady(inject("readyFile"));
const opened = await openPage();

describe.skipIf(typeof opened === "string")(
  `the event catalog in a browser. ${typeof opened === "string" ? opened : ""}`,
  () => {
    if (typeof opened === "string") return;
    const { page: shown, asked, complaints, close } = opened;
    beforeAll(async () => void (await shown.goto(`${apiUrl}/docs/events`)));
    afterAll(close);

    it("shows a fact with who publishes it, who listens, its fields and a whole example", async () => {
      const placed = shown.locator('section[id="order.placed.v1"]');
      for (const summary of await placed.locator("summary").all()) await summary.click();
      const text = await placed.innerText();
      for (const part of ["millrace.orders", "payments-events", "lines[].unitPrice", '"detail-type": "order.placed"']) {
        expect(text).toContain(part);
      }
      // Its style sheet is the one that its policy allows.
      expect(await shown.evaluate("getComputedStyle(document.querySelector('nav')).position")).toBe("sticky");
    });

    it("leads to the document for programs and to the reference of the API", async () => {
      const hrefs = await shown.evaluate(
        "[...document.querySelectorAll('main a:not([href^=\"#\"])')].map(({ href }) => href)",
      );
      expect(hrefs).toEqual([`${apiUrl}/v1/asyncapi.json`, `${apiUrl}/docs`]);
      expect(await (await fetch(`${apiUrl}/v1/asyncapi.json`)).json()).toMatchObject({ asyncapi: "3.1.0" });
    });

    it("complains of nothing, and asks nobody but the one who served it", () => {
      expect(complaints).toEqual([]);
      const hosts = asked.filter((url) => !url.startsWith("data:")).map((url) => new URL(url).origin);
      expect(new Set(hosts)).toEqual(new Set([apiUrl]));
    });
  },
);
