import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import {
  type GuestKey,
  guestTokenIssuer,
  guestTokenLifetimeSeconds,
  issueGuestToken,
  verifyGuestToken,
} from "./guest-token.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const guest = "gst_01kaq3v8e0m4t6w8y0a2c4e6g8";
function later(seconds: number) {
  return new Date(at.getTime() + seconds * 1000);
}

function keys(current: string, previous?: string): GuestKey {
  return async (stage) => {
    if (stage === "AWSCURRENT") return current;
    if (previous !== undefined) return previous;
    throw Object.assign(new Error("Secrets Manager can't find it."), {
      name: "ResourceNotFoundException",
    });
  };
}

describe("issueGuestToken", () => {
  it("gives the same token for the same guest and second", async () => {
    expect(await issueGuestToken(keys("k".repeat(64)), guest, at)).toBe(
      await issueGuestToken(keys("k".repeat(64)), guest, new Date(at.getTime() + 999)),
    );
  });

  it("carries the guest, who issued it, for whom, and seven days of time", async () => {
    const [, payload] = (await issueGuestToken(keys("first"), guest, at)).split(".");
    expect(JSON.parse(Buffer.from(payload ?? "", "base64url").toString())).toEqual({
      iss: "millrace/carts",
      aud: "millrace/api",
      sub: guest,
      iat: 1795426200,
      exp: 1795426200 + 604_800,
    });
  });
});

describe("verifyGuestToken", () => {
  it("gives back the guest", async () => {
    const token = await issueGuestToken(keys("first"), guest, at);
    expect(await verifyGuestToken(keys("first"), token, later(guestTokenLifetimeSeconds - 1))).toBe(guest);
  });

  it("still takes a token that was signed before the key was rotated, and none from before that", async () => {
    const token = await issueGuestToken(keys("first"), guest, at);
    expect(await verifyGuestToken(keys("second", "first"), token, at)).toBe(guest);
    expect(await verifyGuestToken(keys("third", "second"), token, at)).toBeUndefined();
    expect(await verifyGuestToken(keys("second"), token, at)).toBeUndefined();
  });

  it("refuses a token after seven days", async () => {
    const token = await issueGuestToken(keys("first"), guest, at);
    expect(await verifyGuestToken(keys("first"), token, later(guestTokenLifetimeSeconds))).toBeUndefined();
    expect(await verifyGuestToken(keys("second", "first"), token, later(guestTokenLifetimeSeconds))).toBeUndefined();
  });

  it.each([
    ["no token at all", async () => "Lorem ipsum"],
    ["an unsigned token", async () => `${Buffer.from('{"alg":"none"}').toString("base64url")}.e30.`],
    [
      "a token for another audience",
      async () => sign((token) => token.setAudience("elsewhere").setSubject(guest).setExpirationTime(later(60))),
    ],
    ["a token that never ends", async () => sign((token) => token.setAudience("millrace/api").setSubject(guest))],
    [
      "a token that names a customer",
      async () => sign((token) => token.setAudience("millrace/api").setSubject("cus_0").setExpirationTime(later(60))),
    ],
  ])("refuses %s", async (_, token) => {
    expect(await verifyGuestToken(keys("first"), await token(), at)).toBeUndefined();
  });

  it("throws when the key cannot be read, for that is no fault of the token", async () => {
    const token = await issueGuestToken(keys("first"), guest, at);
    const unreachable: GuestKey = () => Promise.reject(new Error("socket hang up"));
    const halfReachable: GuestKey = (stage) =>
      stage === "AWSCURRENT" ? Promise.resolve("second") : Promise.reject(new Error("socket hang up"));
    await expect(verifyGuestToken(unreachable, token, at)).rejects.toThrow("socket hang up");
    await expect(verifyGuestToken(halfReachable, token, at)).rejects.toThrow("socket hang up");
  });
});

function sign(claim: (token: SignJWT) => SignJWT): Promise<string> {
  return claim(new SignJWT().setProtectedHeader({ alg: "HS256" }).setIssuer(guestTokenIssuer).setIssuedAt(at)).sign(
    new TextEncoder().encode("first"),
  );
}
