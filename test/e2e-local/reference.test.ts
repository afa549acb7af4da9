import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { tryIt } from "../../infra/cdk/docs/try-it.ts";
import { openPage } from "../support/browser.ts";

const readyFile = inject("readyFile");
const { apiUrl } = readReady(readyFile);

type Operation = {
  readonly operationId: string;
  readonly "x-millrace-rule": string;
  readonly "x-codeSamples": readonly [{ readonly source: string }];
};
type Description = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

let page: Response;
let html: string;

beforeAll(async () => {
  page = await fetch(`${apiUrl}/docs`);
  html = await page.text();
});

describe("GET /docs", () => {
  it("is a page that a cache may keep for a while, compressed on its way", async () => {
    expect(Object.fromEntries(page.headers)).toMatchObject({
      ...{ "content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=300" },
      ...{ "x-content-type-options": "nosniff", "content-encoding": "gzip" },
    });
    const again = await fetch(`${apiUrl}/docs`, { headers: { "if-none-match": page.headers.get("etag") ?? "" } });
    expect(again.status).toBe(304);
  });

  it("may ask nobody for anything, and run no script but its own", () => {
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]+'; /);
    expect(policy).not.toMatch(/https?:|connect-src|unsafe-eval|script-src[^;]*unsafe/);
  });
});

/** Staff may change what the shop is, which is for other suites, too. */
function changesTheShop(method: string, { "x-millrace-rule": rule }: Operation): boolean {
  return method !== "get" && rule.includes(":");
}

/**
 * The samples of a page that read, and those of buyers, pasted into a shell behind the lines of "Try it": each operation
 * with the status it got.
 */
function pasted(): readonly { readonly operationId: string; readonly method: string; readonly status: number }[] {
  const [, text = ""] = /id="description">(.*?)<\/script>/s.exec(html) ?? [];
  const { paths } = JSON.parse(text) as Description;
  const samples = Object.values(paths)
    .flatMap((methods) => Object.entries(methods))
    .filter(([method, operation]) => !changesTheShop(method, operation))
    .map(
      ([
        method,
        {
          operationId,
          "x-codeSamples": [{ source }],
        },
      ]) => ({ operationId, method, source }),
    )
    // What is read is read before it is changed.
    .sort((one, other) => Number(other.method === "get") - Number(one.method === "get"));
  const lines = samples.map(({ source }) => source.replace(/^curl -s/, "curl -s -o /dev/null -w '%{http_code}\\n'"));
  const script = ["set -u", "READY=$1", tryIt, ...lines].join("\n");
  const statuses = execFileSync("bash", ["-c", script, "bash", readyFile], { encoding: "utf8" }).trim().split("\n");
  return samples.map(({ operationId, method }, index) => ({ operationId, method, status: Number(statuses[index]) }));
}

describe("a sample of the reference, pasted", () => {
  it("reads what it says, and changes what it says or is refused by what the shop already is", () => {
    const given = pasted();
    const wrong = given.filter(({ method, status }) =>
      method === "get" ? status !== 200 : ![200, 201, 204, 404, 409, 412].includes(status),
    );
    expect(given.length).toBeGreaterThan(40);
    expect(wrong).toEqual([]);
  });
});

const opened = await openPage();

describe.skipIf(typeof opened === "string")(
  `the reference in a browser. ${typeof opened === "string" ? opened : ""}`,
  () => {
    if (typeof opened === "string") return;
    const { page: shown, asked, complaints, close } = opened;
    beforeAll(async () => {
      await shown.goto(`${apiUrl}/docs`);
      await shown.getByRole("heading", { name: "Try it" }).waitFor();
    });
    afterAll(close);

    it("has a chapter for what holds everywhere, and one for each service", async () => {
      const chapters = await shown.locator("body").innerText();
      for (const chapter of ["Idempotency", "Pages of a list", "Problems", "Carts", "Catalog", "Orders"]) {
        expect(chapters).toContain(chapter);
      }
    });

    it("shows an operation with its problems and a call by hand", async () => {
      await shown.goto(`${apiUrl}/docs#carts/createcart`);
      await shown.getByText('curl -s -X POST "$API/v1/carts"').first().waitFor();
      expect(await shown.getByText(apiUrl, { exact: true }).count()).toBeGreaterThan(0);
    });

    it("complains of nothing, and asks nobody but the one who served it", () => {
      expect(complaints).toEqual([]);
      const hosts = asked.filter((url) => !url.startsWith("data:")).map((url) => new URL(url).origin);
      expect(new Set(hosts)).toEqual(new Set([apiUrl]));
    });
  },
);
