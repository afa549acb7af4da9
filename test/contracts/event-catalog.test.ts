import { createHash } from "node:crypto";
import { Parser } from "@asyncapi/parser";
import { isForeign } from "@millrace/contracts/define-event";
import { eventContracts } from "@millrace/contracts/registry";
import { clientMessage, gatewayMessage, serverMessage } from "@millrace/contracts/tracking";
import { minorDigits } from "@millrace/kernel/currencies";
import { describe, expect, it } from "vitest";
import { eventsPage } from "../../infra/cdk/docs/events-page.ts";
import { services } from "../../infra/cdk/services.ts";
import { catalog, messagesLike } from "../support/described-events.ts";

const { channels, operations, components } = catalog;

function messagesOf(action: string, channel: string) {
  return Object.entries(operations)
    .filter(([, one]) => one.action === action && one.channel.$ref === `#/channels/${channel}`)
    .flatMap(([name, { messages }]) => messages.map(({ $ref }) => `${name} ${$ref.split("/").at(-1)}`))
    .toSorted();
}

describe("the event catalog", () => {
  it("is an AsyncAPI document in which the parser finds nothing to say", async () => {
    const { document, diagnostics } = await new Parser().parse(JSON.stringify(catalog));
    expect(diagnostics).toEqual([]);
    expect(document?.messages().length).toBeGreaterThan(eventContracts.length);
  });

  it("has every fact in every version on the bus", () => {
    const names = eventContracts.map(({ name, version }) => `${name}.v${version}`);
    expect(Object.keys(channels["bus"]?.messages ?? {}).toSorted()).toEqual(names.toSorted());
  });

  it("says of each fact who publishes it, and who listens, as the manifests do", () => {
    const published = services.flatMap(({ name, publishes }) =>
      publishes.map((fact) => `${name}.publish ${fact.name}.v${fact.version}`),
    );
    expect(messagesOf("send", "bus")).toEqual(published.toSorted());
    const heard = services.flatMap(({ reactions, handlers }) => [
      ...Object.values(reactions).map(({ to }) => to),
      ...Object.values(handlers).flatMap(({ takes = [] }) => takes),
    ]);
    const ours = heard.filter((fact) => !isForeign(fact)).map(({ name, version }) => `${name}.v${version}`);
    const told = messagesOf("receive", "bus").map((line) => line.split(" ")[1]);
    expect(told.toSorted()).toEqual(ours.toSorted());
  });

  it("has on the topic of customer notices the facts that are routed to it", () => {
    const notices = messagesOf("send", "customerNotices").map((line) => line.split(" ")[1]);
    expect(notices).toEqual(
      ["order.canceled", "order.confirmed", "order.placed", "payment.failed"].map((name) => `${name}.v1.notice`),
    );
  });

  it("has every message of the tracking socket, each with an example that the socket's own contract takes", () => {
    const examplesOf = (action: string) =>
      messagesOf(action, "tracking").flatMap((line) => components.messages[line.split(" ")[1] ?? ""]?.examples ?? []);
    const asked = examplesOf("receive").map(({ payload }) => clientMessage.parse(payload));
    expect(new Set(asked.map(({ action }) => action))).toEqual(
      new Set(clientMessage.options.map(({ shape }) => shape.action.value)),
    );
    const sent = examplesOf("send").map(({ payload }) => payload);
    const answered = sent.filter((payload) => "type" in payload).map((payload) => serverMessage.parse(payload));
    expect(sent.filter((payload) => !("type" in payload)).map((payload) => gatewayMessage.parse(payload))).toHaveLength(
      1,
    );
    expect(new Set(answered.map(({ type }) => type))).toEqual(
      new Set(serverMessage.options.map(({ shape }) => shape.type.value)),
    );
  });

  it.each(Object.entries(components.messages))(
    "gives whole examples of %s, which its schema takes",
    (key, { examples }) => {
      expect(examples.length).toBeGreaterThan(0);
      for (const { payload } of examples) expect(messagesLike(payload)).toContain(key);
    },
  );

  it("takes no fact on the bus for another", () => {
    const onBus = Object.keys(channels["bus"]?.messages ?? {});
    const taken = onBus.map((key) => messagesLike(components.messages[key]?.examples[0]?.payload));
    expect(taken).toEqual(onBus.map((key) => [key]));
  });

  it("publishes the digits of every currency once, and every amount points there", () => {
    expect(components.schemas["Currency"]).toMatchObject({ "x-minor-digits": Object.fromEntries(minorDigits) });
    const { Currency: _, ...others } = components.schemas;
    const text = JSON.stringify(others);
    expect(text).toContain('"currency":{"$ref":"#/components/schemas/Currency"}');
    expect(text.match(/"currency":\{(?!"\$ref":"#\/components\/schemas\/Currency"\})/g)).toBeNull();
  });
});

describe("its page", () => {
  const { html: page, policy } = eventsPage(catalog);
  const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));

  it("has a place for every fact, and every link on it leads somewhere", () => {
    expect(eventContracts.filter(({ name, version }) => !ids.has(`${name}.v${version}`))).toEqual([]);
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });

  it("needs nothing but itself: no script, no other host", () => {
    expect(page).not.toMatch(/<script|<iframe|<img|@import|url\(/);
    const sources = [...page.matchAll(/(?:src|href)="([^#][^"]*)"/g)].map(([, source]) => source);
    expect(sources.filter((source) => !["data:,", "../v1/asyncapi.json", "../docs"].includes(source ?? ""))).toEqual(
      [],
    );
  });

  it("may run no script and ask nobody for anything, and styles itself by the one sheet that is in it", () => {
    const [, style = ""] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(page).not.toMatch(/ style="/);
  });

  it("holds text as text", () => {
    const { info } = catalog;
    expect(eventsPage({ ...catalog, info: { ...info, title: "<script>" } }).html).not.toContain("<script>");
  });
});
