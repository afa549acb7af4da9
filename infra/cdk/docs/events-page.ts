import { createHash } from "node:crypto";
import type { JsonSchema } from "@millrace/contracts/interoperable";
import type { Catalog } from "../asyncapi.ts";
import { fieldsOf } from "./fields.ts";
import { type Html, html, prose } from "./html.ts";
import type { Page } from "./page.ts";

const style = `
:root { color-scheme: light dark; --line: light-dark(#d7dbe0, #3a4048); --soft: light-dark(#f5f6f8, #1d2127); --accent: light-dark(#0b5fbd, #7cb7ff); }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); background: light-dark(#fff, #14171b); color: light-dark(#1b2026, #e3e6ea); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.25rem 1rem; border-right: 1px solid var(--line); background: var(--soft); font-size: 14px; }
nav ul { list-style: none; margin: 0 0 .75rem; padding: 0; }
nav b { display: block; margin-top: .5rem; }
main { padding: 1.5rem 2rem 6rem; max-width: 66rem; }
a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); } section { scroll-margin-top: 1rem; margin-top: 2rem; }
h3 { margin: 0 0 .25rem; font-family: ui-monospace, monospace; font-size: 1.05rem; }
code, pre { font: 13px/1.5 ui-monospace, monospace; } code { overflow-wrap: anywhere; background: var(--soft); padding: .05em .3em; border-radius: 3px; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; overflow: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; } th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); }
h4 { margin: 1rem 0 0; } .lines { white-space: pre-line; }
table + table { margin-top: 1rem; }
summary { cursor: pointer; margin: .35rem 0; } small { opacity: .7; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; } main { padding: 1rem; } table { display: block; overflow: auto; } }
`;

type Message = Catalog["components"]["messages"][string];
type Operation = Catalog["operations"][string];

/** `#/channels/bus/messages/order.placed.v1` → `order.placed.v1`. */
function keyOf({ $ref }: { readonly $ref: string }): string {
  return $ref.split("/").at(-1) ?? "";
}

function operationsOn({ operations }: Catalog, channel: string, action: Operation["action"]): readonly Operation[] {
  return Object.values(operations).filter((one) => one.action === action && keyOf(one.channel) === channel);
}

function about(operations: readonly Operation[], message: string): readonly Operation[] {
  return operations.filter(({ messages }) => messages.some((one) => keyOf(one) === message));
}

function namesOf(operations: readonly Operation[]): string {
  return operations.map(({ tags }) => tags.map(({ name }) => name).join(", ")).join(", ");
}

function exampleOf({ examples }: Message): Html {
  return html`${examples.map(
    ({ headers, payload }) => html`<details><summary>Whole example</summary>
${headers === undefined ? "" : html`<p>Attributes</p><pre>${JSON.stringify(headers, null, 2)}</pre>`}<pre>${JSON.stringify(payload, null, 2)}</pre></details>`,
  )}`;
}

function listenersOf(listeners: readonly Operation[]): Html {
  if (listeners.length === 0) return html`<p>Nobody in the house listens; it is there for you.</p>`;
  return html`<p>Heard by</p><ul>${listeners.map(
    ({ title, summary }) => html`<li><code>${title}</code>: ${prose(summary)}</li>`,
  )}</ul>`;
}

function dataOf({ properties }: JsonSchema): JsonSchema {
  return (properties as Readonly<Record<string, JsonSchema>> | undefined)?.["data"] ?? {};
}

/** Each fact of the bus with its message and who listens, under the service that publishes it. */
function sectionsOf(catalog: Catalog): Html {
  const { messages, schemas } = catalog.components;
  const listeners = operationsOn(catalog, "bus", "receive");
  return html`${operationsOn(catalog, "bus", "send").map(({ title, messages: sent }) => {
    const facts = sent.map(keyOf).flatMap((key) => {
      const message = messages[key];
      if (message === undefined) return [];
      return html`<section id="${key}"><h3>${message.title}</h3><p>${prose(message.summary)}</p>
<p>Published by <code>${title}</code> as source <code>millrace.${title}</code>, detail-type <code>${message.name}</code>.
Version ${versionsOf(sent, messages, message)}. <a href="#Metadata">Metadata</a> as of every fact.</p>
${listenersOf(about(listeners, key))}
<details><summary>Fields of <code>detail.data</code></summary>${fieldsOf(dataOf(schemas[key] ?? {}))}</details>
${exampleOf(message)}</section>
`;
    });
    return html`<h2 id="${title}">${title}</h2>${facts}`;
  })}`;
}

/** All versions of a fact that may come, the one at hand without a link. */
function versionsOf(sent: Operation["messages"], messages: Catalog["components"]["messages"], one: Message): Html {
  const same = sent.map(keyOf).filter((key) => messages[key]?.name === one.name);
  return html`${same.map((key, index) => {
    const version = key.slice(key.lastIndexOf(".v") + 2);
    const comma = index === 0 ? "" : ", ";
    return messages[key] === one ? html`${comma}${version}` : html`${comma}<a href="#${key}">${version}</a>`;
  })}`;
}

/** What a channel is the first to have, so that nothing is shown twice; of the bus one event, for facts have their own. */
function shownOn(name: string, { channels }: Catalog): readonly string[] {
  const first = (key: string) => Object.entries(channels).find(([, { messages }]) => key in messages)?.[0];
  const own = Object.keys(channels[name]?.messages ?? {}).filter((key) => first(key) === name);
  return name === "bus" ? own.slice(0, 1) : own;
}

function messageOf({ title, summary, payload, ...message }: Message): Html {
  const { $ref } = payload;
  const fields =
    typeof $ref === "string" ? html`<p>Holds <a href="#${keyOf({ $ref })}">the fact alone</a>.</p>` : fieldsOf(payload);
  return html`<h4>${title}</h4><p>${prose(summary)}</p><details><summary>Fields</summary>${fields}</details>
${exampleOf({ title, summary, payload, ...message })}`;
}

function limitsOf(limits: Readonly<Record<string, number>>): Html {
  return html`<p>Limits: ${Object.entries(limits).map(([name, limit], index) => html`${index === 0 ? "" : ", "}<code>${name}</code> ${limit}`)}.</p>`;
}

function channelsOf(catalog: Catalog): Html {
  return html`${Object.entries(catalog.channels).map(([name, { address, title, description, "x-limits": limits }]) => {
    const messages = shownOn(name, catalog).flatMap((key) => catalog.components.messages[key] ?? []);
    return html`<section id="${name}"><h3>${title}</h3>${address === null ? "" : html`<p><code>${address}</code></p>`}
<p class="lines">${prose(description)}</p>${limits === undefined ? "" : limitsOf(limits)}${messages.map(messageOf)}</section>
`;
  })}`;
}

function currenciesOf({ components }: Catalog): Html {
  const table = (components.schemas["Currency"]?.["x-minor-digits"] ?? {}) as Readonly<Record<string, number>>;
  const rows = Object.entries(Object.groupBy(Object.keys(table), (code) => String(table[code])));
  return html`<table><thead><tr><th>Digits</th><th>Currencies</th></tr></thead><tbody>${rows.map(
    ([digits, codes]) => html`<tr><td>${digits}</td><td>${(codes ?? []).join(" ")}</td></tr>`,
  )}</tbody></table>`;
}

function navigationOf(catalog: Catalog): Html {
  const sent = operationsOn(catalog, "bus", "send");
  return html`<nav aria-label="Contents"><a href="#top"><b>Millrace events</b></a>
<ul><li><a href="#channels">Bus, topics, socket, queues</a></li><li><a href="#parts">Metadata, money</a></li><li><a href="#all">All facts</a></li></ul>
${sent.map(({ title, messages }) => html`<b>${title}</b><ul>${messages.map(keyOf).map((key) => html`<li><a href="#${key}">${catalog.components.messages[key]?.name}</a></li>`)}</ul>`)}</nav>`;
}

function overviewOf(catalog: Catalog): Html {
  const listeners = operationsOn(catalog, "bus", "receive");
  const rows = operationsOn(catalog, "bus", "send").flatMap(({ title, messages }) =>
    messages.map(keyOf).map((key) => {
      const message = catalog.components.messages[key];
      return html`<tr><td><a href="#${key}">${message?.name}</a></td><td>${title}</td><td>${namesOf(about(listeners, key))}</td><td>${prose(message?.summary ?? "")}</td></tr>
`;
    }),
  );
  return html`<table><thead><tr><th>Fact</th><th>Published by</th><th>Heard by</th><th>When</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function htmlOf(catalog: Catalog): string {
  const { info, components } = catalog;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${info.title}</title><link rel="icon" href="data:,"><style>${{ html: style }}</style></head>
<body id="top">${navigationOf(catalog)}<main><h1>${info.title}</h1>
${info.description.split("\n\n").map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
<p>The same for programs: <a href="../v1/asyncapi.json">AsyncAPI ${catalog.asyncapi}</a>. What can be asked and ordered: <a href="../docs">the reference of the API</a>.</p>
<h2 id="channels">Where facts come from</h2>${channelsOf(catalog)}
<h2 id="parts">What every fact has</h2>
<section id="Metadata"><h3>metadata</h3>${fieldsOf(components.schemas["Metadata"] ?? {})}</section>
<section id="Money"><h3>Money</h3>${fieldsOf(components.schemas["Money"] ?? {})}</section>
<section id="Currency"><h3>Currency</h3><p>ISO 4217. How many digits of an amount are behind the point:</p>${currenciesOf(catalog)}</section>
<h2 id="all">All facts</h2>${overviewOf(catalog)}
${sectionsOf(catalog)}</main></body></html>
`.html;
}

/** The event catalog as one page that needs nothing else: no script, no font, no other host. */
export function eventsPage(catalog: Catalog): Page {
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "img-src data:",
    ...["base-uri", "form-action", "frame-ancestors"].map((what) => `${what} 'none'`),
  ].join("; ");
  return { html: htmlOf(catalog), policy };
}
