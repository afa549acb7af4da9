import { detailOf } from "@millrace/contracts/define-event";
import { eventContracts } from "@millrace/contracts/registry";
import { describe, expect, it } from "vitest";
import { carriedBy, carriedByMessage } from "./delivery.ts";
import { asMessage, asNotification, asSnsInvocation, exampleFactOf, onBus } from "./fixtures.ts";
import { factReader } from "./read-fact.ts";

describe("every fact of the house", () => {
  it.each(eventContracts.map((contract) => [contract.name, contract] as const))(
    "%s is read however it comes",
    (_, contract) => {
      const fact = exampleFactOf(contract);
      const read = factReader([contract]);
      const expected = { fact: detailOf(contract).parse(fact) };
      expect(read(carriedBy(onBus(contract, fact)))).toEqual(expected);
      expect(read(carriedBy(asSnsInvocation(fact)))).toEqual(expected);
      for (const body of [onBus(contract, fact), asNotification(fact), fact]) {
        expect(read(carriedByMessage(asMessage(body)))).toEqual(expected);
      }
    },
  );
});

describe("what is no fact", () => {
  it.each(["", "null", "[]", "1", "{", '{"Type":"Notification","Message":"{"}', '{"Records":[]}'])(
    "%j is malformed",
    (body) => {
      expect(factReader(eventContracts)(carriedByMessage({ body }))).toMatchObject({
        unreadable: { code: "malformed" },
      });
    },
  );
});
