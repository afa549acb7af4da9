import chromium from "@sparticuz/chromium";
import { type Browser, type Page, chromium as playwright } from "playwright-core";

/** A page of a headless browser, with what it asked for and what went wrong on it. */
export type WatchedPage = {
  readonly page: Page;
  /** URLs. */
  readonly asked: readonly string[];
  /** Errors, and what it said on its console as an error or a warning. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
};

/**
 * An empty page, or why there is none, as a sentence. The Chromium that npm brings along runs on Linux alone, where the
 * system has its libraries; `CHROMIUM` names another one.
 */
export async function openPage(): Promise<WatchedPage | string> {
  const named = process.env["CHROMIUM"];
  if (named === undefined && process.platform !== "linux") return "There is no browser: CHROMIUM names none.";
  let browser: Browser;
  try {
    browser = await playwright.launch({
      args: chromium.args,
      executablePath: named ?? (await chromium.executablePath()),
    });
  } catch (error) {
    if (named !== undefined) throw error;
    return `Chromium does not start here: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`;
  }
  return watched(browser, await browser.newPage());
}

function watched(browser: Browser, page: Page): WatchedPage {
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  return { page, asked, complaints, close: () => browser.close() };
}
