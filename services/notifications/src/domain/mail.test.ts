import { OrderConfirmed } from "@millrace/contracts/orders";
import { describe, expect, it } from "vitest";
import {
  after,
  firstClaim,
  isOverdue,
  type Mail,
  type MailEvent,
  type MailStatus,
  mailEvents,
  mailStatuses,
  overdueEventOf,
  statusesOpenTo,
} from "./mail.ts";

const claimedAt = new Date("2026-11-23T09:30:00.000Z");
const later = new Date("2026-11-23T09:45:00.000Z");
const fact = OrderConfirmed.example;
function aMail(changes: Partial<Mail> = {}): Mail {
  return {
    ...firstClaim(fact, { eventId: `${fact.orderId}.2`, correlationId: "cor-1" }, true, claimedAt),
    ...changes,
  };
}

/** What the second column's event makes of the first column's mail; a dash changes nothing. */
const table: Readonly<Record<MailStatus, Readonly<Record<MailEvent, MailStatus | "-">>>> = {
  claimed: {
    redelivered: "unknown",
    confirmed: "sent",
    refused: "refused",
    overdue: "claimed",
    exhausted: "abandoned",
    erased: "skipped",
  },
  unknown: {
    redelivered: "-",
    confirmed: "sent",
    refused: "refused",
    overdue: "claimed",
    exhausted: "abandoned",
    erased: "skipped",
  },
  refused: {
    redelivered: "claimed",
    confirmed: "sent",
    refused: "-",
    overdue: "claimed",
    exhausted: "abandoned",
    erased: "skipped",
  },
  sent: { redelivered: "-", confirmed: "-", refused: "-", overdue: "-", exhausted: "-", erased: "-" },
  skipped: { redelivered: "-", confirmed: "-", refused: "-", overdue: "-", exhausted: "-", erased: "-" },
  abandoned: {
    redelivered: "claimed",
    confirmed: "sent",
    refused: "-",
    overdue: "-",
    exhausted: "-",
    erased: "skipped",
  },
};

const matrix = mailStatuses.flatMap((status) =>
  mailEvents.map((event) => ({ status, event, becomes: table[status][event] })),
);

describe("after", () => {
  it.each(matrix)("turns a $status mail that is $event: $becomes", ({ status, event, becomes }) => {
    const next = after(aMail({ status }), event, later);
    if (becomes === "-") expect(next).toBeUndefined();
    else expect(next?.status).toBe(becomes);
  });

  it("counts a new claim as a new attempt with a time of its own, and nothing else", () => {
    expect(after(aMail(), "overdue", later)).toEqual(aMail({ attempt: 2, claimedAt: "2026-11-23T09:45:00.000Z" }));
    expect(after(aMail(), "redelivered", later)).toEqual(aMail({ status: "unknown" }));
  });

  it("never sends a mail of which it is not known whether it is out, except after fifteen minutes", () => {
    for (const { status, event } of matrix) {
      const next = after(aMail({ status }), event, later);
      const inDoubt = status === "claimed" || status === "unknown";
      if (inDoubt && next?.status === "claimed") expect(event).toBe("overdue");
    }
  });

  it("never sends a mail again that is out or has nobody to go to", () => {
    for (const event of mailEvents) {
      expect(after(aMail({ status: "sent" }), event, later)).toBeUndefined();
      expect(after(aMail({ status: "skipped" }), event, later)).toBeUndefined();
    }
  });
});

describe("firstClaim", () => {
  it("names its recipient by id only", () => {
    expect(aMail()).toEqual({
      eventId: `${fact.orderId}.2`,
      correlationId: "cor-1",
      orderId: fact.orderId,
      orderNumber: fact.orderNumber,
      ownerId: fact.ownerId,
      contactId: fact.contactId,
      lines: fact.lines,
      taxes: fact.taxes,
      taxIncluded: true,
      total: fact.total,
      status: "claimed",
      attempt: 1,
      claimedAt: "2026-11-23T09:30:00.000Z",
    });
  });

  it("skips a mail that has nobody to go to", () => {
    expect(firstClaim(fact, aMail(), false, claimedAt).status).toBe("skipped");
  });
});

describe("isOverdue", () => {
  it.each(mailStatuses)("judges a %s mail by its own clock", (status) => {
    const isPending = statusesOpenTo("overdue").includes(status);
    expect(isOverdue(aMail({ status }), new Date(later.getTime() - 1))).toBe(false);
    expect(isOverdue(aMail({ status }), later)).toBe(isPending);
  });
});

describe("overdueEventOf", () => {
  it.each([
    [1, "overdue"],
    [5, "overdue"],
    [6, "exhausted"],
    [7, "exhausted"],
  ])("gives attempt %i: %s", (attempt, event) => {
    expect(overdueEventOf(aMail({ attempt }))).toBe(event);
  });
});
