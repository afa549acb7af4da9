import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Service } from "@millrace/contracts/define-service";
import type { JsonSchema } from "@millrace/contracts/interoperable";
import { build } from "esbuild";
import { openapiOf } from "../openapi.ts";
import { guideOf } from "./guide.ts";
import { curlOf, type Operation } from "./samples.ts";

/** Where the renderer would fetch its maker's logo from. */
const logo = /https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini[\w-]*\.svg/g;
/** Its name in the logo's place. */
const name = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="34" height="12"><text y="10" font-size="11">Redoc</text></svg>',
)}`;

/**
 * The script of the page: renderer and all in one, which asks no other host for anything.
 *
 * @throws Error where the renderer has changed so that nobody knows any more whom it asks
 */
async function scriptOf(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "browser.js")],
    ...{ bundle: true, write: false, format: "iife", platform: "browser", legalComments: "none" },
    minifyWhitespace: true,
    define: { "import.meta.dirname": '""', "import.meta.url": '""' },
    logLevel: "error",
  });
  const script = outputFiles.map(({ text }) => text).join("");
  if (!logo.test(script)) throw new Error("Redoc has its logo elsewhere: see whom the page asks for what.");
  return script.replaceAll(logo, name).replaceAll("</script", String.raw`<\/script`);
}

type Document = {
  readonly info: object;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
};

/** The description as people read it: after the guide, by service, with a call by hand beside each operation. */
function describedFor(services: readonly Service[]): object {
  const document = openapiOf(services) as Document;
  const { schemas } = document.components;
  const paths = Object.entries(document.paths).map(([path, methods]) => {
    const operations = Object.entries(methods).map(([method, operation]) => {
      const source = curlOf(method.toUpperCase(), path, operation, schemas);
      return [method, { ...operation, "x-codeSamples": [{ lang: "Shell", label: "curl", source }] }];
    });
    return [path, Object.fromEntries(operations)];
  });
  const tags = document.tags.map((tag) => ({
    ...tag,
    "x-displayName": tag.name[0]?.toUpperCase() + tag.name.slice(1),
  }));
  return {
    ...document,
    info: { ...document.info, description: guideOf(services) },
    tags,
    paths: Object.fromEntries(paths),
  };
}

function htmlOf(description: string, script: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Millrace API reference</title>
<link rel="icon" href="data:,">
<style>body { margin: 0; }</style>
</head>
<body>
<div id="reference"></div>
<noscript>This page is drawn by a script. <a href="v1/openapi.json">The description itself</a> is JSON.</noscript>
<script type="application/json" id="description">${description}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** A page of HTML, and what a browser may do with it: `Content-Security-Policy`. */
export type Page = { readonly html: string; readonly policy: string };

/** The reference of the API as one page that needs nothing else. */
export async function referencePage(services: readonly Service[]): Promise<Page> {
  const script = await scriptOf();
  const description = JSON.stringify(describedFor(services)).replaceAll("<", String.raw`\u003c`);
  const hash = createHash("sha256").update(script).digest("base64");
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    // The renderer makes its styles as it draws.
    "style-src 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    ...["base-uri", "form-action", "frame-ancestors"].map((what) => `${what} 'none'`),
  ].join("; ");
  return { html: htmlOf(description, script), policy };
}
