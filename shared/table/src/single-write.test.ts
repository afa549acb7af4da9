import { Busy } from "@millrace/kernel/refusals";
import { describe, expect, it } from "vitest";
import { noted } from "../../../test/support/noted-pause.ts";
import { singleWrite } from "./single-write.ts";

function refused(name: string): Error {
  return new Error("ElectroDB puts its own error around it", { cause: Object.assign(new Error(name), { name }) });
}

/** A write that fails so often, and then comes through. */
function failing(times: number, error: Error) {
  let tries = 0;
  return async () => {
    tries += 1;
    if (tries <= times) throw error;
    return tries;
  };
}

describe("singleWrite", () => {
  it("answers what the write does", async () => {
    expect(await singleWrite(failing(0, refused("never")))).toBe(1);
  });

  it("answers nothing where the condition failed, and does not try again", async () => {
    const { pauses, pause } = noted();
    expect(await singleWrite(failing(1, refused("ConditionalCheckFailedException")), pause)).toBeUndefined();
    expect(pauses).toEqual([]);
  });

  it("answers nothing where the item takes no more writes, so that whoever wants it looks again", async () => {
    expect(await singleWrite(failing(1, refused("ThrottlingException")))).toBeUndefined();
  });

  it("tries again, with a pause, while transactions are in its way", async () => {
    const { pauses, pause } = noted();
    expect(await singleWrite(failing(2, refused("TransactionConflictException")), pause)).toBe(3);
    expect(pauses).toEqual([0, 1]);
  });

  it("gives up as Busy after 24 attempts", async () => {
    const { pauses, pause } = noted();
    const busy = singleWrite(failing(24, refused("TransactionConflictException")), pause);
    await expect(busy).rejects.toMatchObject({ declaration: { code: Busy.code } });
    expect(pauses).toHaveLength(23);
  });

  it("throws whatever else happens, at once", async () => {
    const { pauses, pause } = noted();
    await expect(singleWrite(failing(1, new Error("socket hang up")), pause)).rejects.toThrow("socket hang up");
    expect(pauses).toEqual([]);
  });
});
