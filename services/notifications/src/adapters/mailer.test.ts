import type { Ses } from "@millrace/aws/services";
import { describe, expect, it } from "vitest";
import { createMailer, eventIdOfTag, tagValueOf } from "./mailer.ts";

const settings = { from: "shop@example.com", configurationSet: "shop-mail" };
const outgoing = { to: "ada@example.com", eventId: "ord_1.2", subject: "s", text: "t", html: "<p>h</p>" };

function answering(answer: () => { readonly MessageId?: string }) {
  const inputs: unknown[] = [];
  const client: Pick<Ses, "send"> = {
    async send(_, input) {
      inputs.push(input);
      return answer();
    },
  };
  return { mailer: createMailer(client, settings), inputs };
}

function failing(name: string, httpStatusCode?: number) {
  return answering(() => {
    throw Object.assign(new Error("ada@example.com is not verified"), {
      name,
      ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }),
    });
  });
}

describe("mailer", () => {
  it("writes the recipient's domain in ASCII, as SES wants it", async () => {
    const { mailer, inputs } = answering(() => ({ MessageId: "m-1" }));
    await mailer.send({ ...outgoing, to: "a&b@bücher.example" });
    expect(inputs).toMatchObject([{ Destination: { ToAddresses: ["a&b@xn--bcher-kva.example"] } }]);
  });

  it("sends text and HTML, tagged with the fact", async () => {
    const { mailer, inputs } = answering(() => ({ MessageId: "m-1" }));
    expect(await mailer.send(outgoing)).toEqual({ outcome: "sent", messageId: "m-1" });
    expect(inputs).toEqual([
      {
        FromEmailAddress: "shop@example.com",
        Destination: { ToAddresses: ["ada@example.com"] },
        Content: {
          Simple: { Subject: { Data: "s" }, Body: { Text: { Data: "t" }, Html: { Data: "<p>h</p>" } } },
        },
        ConfigurationSetName: "shop-mail",
        EmailTags: [{ Name: "eventId", Value: "ord_1-2" }],
      },
    ]);
  });

  it.each([
    ["MessageRejected", 400],
    ["TooManyRequestsException", 429],
    ["NotFoundException", 404],
  ])("knows by %s that nothing went out, and keeps the recipient out of the reason", async (name, status) => {
    expect(await failing(name, status).mailer.send(outgoing)).toEqual({ outcome: "refused", reason: name });
  });

  it.each([
    ["InternalServiceErrorException", 500],
    ["TimeoutError", undefined],
  ])("throws on %s, for the mail may be out", async (name, status) => {
    await expect(failing(name, status).mailer.send(outgoing)).rejects.toMatchObject({ name });
  });
});

describe("tagValueOf", () => {
  it.each(["ord_01kaq3v8e0m4t6w8y0a2c4e6g8.2", "ord_01kaq3v8e0m4t6w8y0a2c4e6g8.120"])("is undone for %s", (eventId) => {
    expect(tagValueOf(eventId)).toMatch(/^[\w-]{1,256}$/);
    expect(eventIdOfTag(tagValueOf(eventId))).toBe(eventId);
  });
});
