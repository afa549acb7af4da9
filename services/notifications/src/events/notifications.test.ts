import { describe, expect, it } from "vitest";
import { createWorld, eventId } from "../../../../test/support/notifications-world.ts";
import { EmailSent } from "../adapters/email-sent.ts";
import { tagValueOf } from "../adapters/mailer.ts";

const minute = 60_000;

async function withRecipient() {
  const it = await createWorld();
  await it.keepRecipient();
  return it;
}

/** Calls of one undisturbed run: read the recipient, claim, send, confirm. */
const callsOfOneRun = 4;
const sending = 3;
const crashes = Array.from({ length: callsOfOneRun }, (_, index) => index + 1).flatMap((at) =>
  (["before", "after"] as const).map((when) => ({ at, when })),
);

describe("order confirmation mail", () => {
  it("is sent once, in four calls, and confirmed", async () => {
    const it = await withRecipient();
    expect(await it.confirmOrder()).toBe("done");
    expect(it.callsMade()).toBe(callsOfOneRun);
    expect(it.mailbox).toEqual([{ to: "ada@example.com", tag: tagValueOf(eventId), messageId: "m-1" }]);
    expect(await it.mail()).toMatchObject({ eventId, status: "sent", attempt: 1, messageId: "m-1" });
  });

  it("is sent once however often its fact comes", async () => {
    const it = await withRecipient();
    for (let delivery = 0; delivery < 3; delivery += 1) expect(await it.confirmOrder()).toBe("done");
    expect(it.mailbox).toHaveLength(1);
  });

  it("is not news to be told that it was sent", async () => {
    const it = await withRecipient();
    await it.confirmOrder();
    const before = await it.mail();
    for (const mail of it.mailbox) expect(await it.tellSent(mail)).toBe("done");
    expect(await it.mail()).toEqual(before);
  });

  it("leaves nothing personal in what notifications store", async () => {
    const it = await withRecipient();
    await it.confirmOrder();
    expect(JSON.stringify(await it.mail())).not.toMatch(/ada|example\.com|Mill Lane/i);
  });

  it("is skipped when its recipient was erased", async () => {
    const it = await createWorld();
    expect(await it.confirmOrder()).toBe("done");
    expect(await it.confirmOrder()).toBe("done");
    expect(it.mailbox).toEqual([]);
    expect(await it.mail()).toMatchObject({ status: "skipped" });
    it.pass(20 * minute);
    await it.settle();
    expect(it.mailbox).toEqual([]);
  });
});

describe.each(crashes)("a crash $when call $at", ({ at, when }) => {
  /** Whether SES had the mail when the function died. */
  const wasOut = at > sending || (at === sending && when === "after");
  const wasClaimed = at > 2 || (at === 2 && when === "after");
  const wasConfirmed = at === callsOfOneRun && when === "after";

  const crashed = async () => {
    const it = await withRecipient();
    it.breakAt({ at, when });
    expect(await it.confirmOrder()).toBe("again");
    it.breakAt(undefined);
    expect(it.mailbox).toHaveLength(wasOut ? 1 : 0);
    expect((await it.mail())?.["status"]).toBe(wasConfirmed ? "sent" : wasClaimed ? "claimed" : undefined);
    return it;
  };

  it("is never followed by a second mail when the fact comes again", async () => {
    const it = await crashed();
    expect(await it.confirmOrder(2)).toBe("done");
    expect(await it.confirmOrder(3)).toBe("done");
    expect(it.mailbox).toHaveLength(wasOut || !wasClaimed ? 1 : 0);
    expect((await it.mail())?.["status"]).toBe(wasConfirmed || !wasClaimed ? "sent" : "unknown");
  });

  it("is settled by SES's send event if the mail was out", async () => {
    const it = await crashed();
    await it.confirmOrder(2);
    for (const mail of it.mailbox) expect(await it.tellSent(mail)).toBe("done");
    it.pass(20 * minute);
    await it.settle();
    expect(it.mailbox).toHaveLength(1);
    expect(await it.mail()).toMatchObject({ status: "sent" });
  });

  it("is settled by that event also when it comes before the fact does again", async () => {
    const it = await crashed();
    for (const mail of it.mailbox) await it.tellSent(mail);
    await it.confirmOrder(2);
    it.pass(20 * minute);
    await it.settle();
    expect(it.mailbox).toHaveLength(1);
    expect(await it.mail()).toMatchObject({ status: "sent" });
  });

  it("is settled by fifteen minutes of silence, by a second mail only if the event of the first was lost", async () => {
    const it = await crashed();
    await it.confirmOrder(2);
    it.pass(14 * minute);
    await it.settle();
    expect(it.mailbox).toHaveLength(wasOut || !wasClaimed ? 1 : 0);
    it.pass(minute);
    await it.settle();
    await it.settle();
    const isUnheard = wasOut && !wasConfirmed;
    expect(it.mailbox).toHaveLength(isUnheard ? 2 : 1);
    expect(await it.mail()).toMatchObject({ status: "sent", attempt: wasClaimed && !wasConfirmed ? 2 : 1 });
  });

  it("is settled by time alone when the fact never comes again", async () => {
    const it = await crashed();
    it.pass(15 * minute);
    await it.settle();
    if (wasClaimed) expect(await it.mail()).toMatchObject({ status: "sent" });
    else expect(await it.mail()).toBeUndefined();
  });
});

describe("a crash while settling", () => {
  /** Four shards' queries, the due mails of one, then recipient, claim, send, confirm, wherever the shard is. */
  const mostCalls = 10;
  const steps = Array.from({ length: mostCalls }, (_, index) => index + 1).flatMap((at) =>
    (["before", "after"] as const).map((when) => ({ at, when })),
  );

  it.each(steps)("$when call $at leaves the mail to the next run, and nothing undone", async (fault) => {
    const it = await withRecipient();
    it.breakAt({ at: sending, when: "before" });
    await it.confirmOrder();
    it.breakAt(fault);
    it.pass(15 * minute);
    await it.settle().catch((error: unknown) => expect(error).toBeInstanceOf(Error));
    it.breakAt(undefined);
    const sentByCrashed = it.mailbox.length;
    it.pass(15 * minute);
    await it.settle();
    expect(await it.mail()).toMatchObject({ status: "sent" });
    expect(it.mailbox.length).toBeLessThanOrEqual(sentByCrashed + 1);
    expect(it.mailbox.length).toBeGreaterThanOrEqual(1);
  });
});

describe("a crash while hearing SES's send event", () => {
  it.each(["before", "after"] as const)("%s its only call is repaired by its redelivery", async (when) => {
    const it = await withRecipient();
    it.breakAt({ at: sending, when: "after" });
    await it.confirmOrder();
    it.breakAt({ at: 1, when });
    const [mail] = it.mailbox;
    if (mail === undefined) throw new Error("The mail was not out.");
    expect(await it.tellSent(mail)).toBe("again");
    it.breakAt(undefined);
    expect(await it.tellSent(mail)).toBe("done");
    expect(await it.mail()).toMatchObject({ status: "sent", messageId: "m-1" });
  });
});

describe("a refusal by SES", () => {
  it("is known to have sent nothing, so that the next delivery sends", async () => {
    const it = await withRecipient();
    it.refuse({ name: "TooManyRequestsException", httpStatusCode: 429 });
    expect(await it.confirmOrder()).toBe("again");
    expect(await it.mail()).toMatchObject({ status: "refused", attempt: 1 });
    it.refuse(undefined);
    expect(await it.confirmOrder(2)).toBe("done");
    expect(it.mailbox).toHaveLength(1);
    expect(await it.mail()).toMatchObject({ status: "sent", attempt: 2 });
  });

  it("moves the message to the dead letters at the last receive, by a reason without the recipient", async () => {
    const it = await withRecipient();
    it.refuse({ name: "MessageRejected", httpStatusCode: 400 });
    expect(await it.confirmOrder(4)).toBe("done");
    expect(it.deadLetters).toMatchObject([
      {
        MessageAttributes: {
          code: { StringValue: "mail.refused" },
          reason: { StringValue: `The mail of ${eventId} was refused: MessageRejected.` },
        },
      },
    ]);
  });

  it("ends after six attempts, and begins anew when the fact is sent again", async () => {
    const it = await withRecipient();
    it.refuse({ name: "AccountSuspendedException", httpStatusCode: 400 });
    await it.confirmOrder();
    for (let run = 0; run < 5; run += 1) {
      it.pass(15 * minute);
      await expect(it.settle()).rejects.toThrow("could not be handled");
    }
    it.pass(15 * minute);
    await expect(it.settle()).rejects.toThrow();
    expect(await it.mail()).toMatchObject({ status: "abandoned", attempt: 6 });
    it.pass(15 * minute);
    await it.settle();
    it.refuse(undefined);
    await it.confirmOrder();
    expect(await it.mail()).toMatchObject({ status: "sent", attempt: 7 });
    expect(it.mailbox).toHaveLength(1);
  });
});

describe("a message that is no event of ours", () => {
  it.each([
    ["a send event without our tag", { mail: { messageId: "m", tags: {} } }],
    ["a send event without a message id", { mail: { tags: { eventId: ["ord_1-2"] } } }],
  ])("moves to the dead letters at once: %s", async (_, detail) => {
    const it = await createWorld();
    expect(await it.receive({ "detail-type": EmailSent.name, detail })).toBe("done");
    expect(it.deadLetters).toMatchObject([{ MessageAttributes: { code: { StringValue: "UnreadableMessage" } } }]);
  });

  it("changes nothing when it names a mail that we never sent", async () => {
    const it = await createWorld();
    expect(await it.tellSent({ tag: "ord_1-2", messageId: "m" })).toBe("done");
    expect(it.deadLetters).toEqual([]);
    expect(await it.mail()).toBeUndefined();
  });
});
