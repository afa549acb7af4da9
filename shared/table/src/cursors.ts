import { createHmac, timingSafeEqual } from "node:crypto";
import { CursorInvalid } from "@millrace/kernel/refusals";

/** One page of a query, and where the store goes on from; `null` after the last. */
export type Page<Item> = { readonly items: readonly Item[]; readonly position: string | null };

/** What a cursor is good for: one list, one caller, one set of conditions. */
export type ListIdentity = readonly string[];

/**
 * Opaque page cursors: the store's position, signed together with what was asked and by whom, so that a cursor cannot
 * be forged, nor carried to another list or caller.
 */
export type Cursors = {
  seal(list: ListIdentity, position: string | null): Promise<string | undefined>;
  open(list: ListIdentity, cursor: string | undefined): Promise<string | null>;
};

const signatureBytes = 16;

/** @param key reads the signing key; called for each use, so it should cache */
export function createCursors(key: () => Promise<string>): Cursors {
  const sign = async (list: ListIdentity, position: Buffer): Promise<Buffer> =>
    createHmac("sha256", await key())
      .update(JSON.stringify(list))
      .update(position)
      .digest()
      .subarray(0, signatureBytes);
  return {
    async seal(list, position) {
      if (position === null) return undefined;
      const bytes = Buffer.from(position);
      return Buffer.concat([await sign(list, bytes), bytes]).toString("base64url");
    },
    async open(list, cursor) {
      if (cursor === undefined) return null;
      const bytes = Buffer.from(cursor, "base64url");
      // Node decodes what it can and skips the rest: a cursor has one spelling.
      if (bytes.toString("base64url") !== cursor) throw CursorInvalid();
      const position = bytes.subarray(signatureBytes);
      const signature = bytes.subarray(0, signatureBytes);
      if (signature.length < signatureBytes || !timingSafeEqual(signature, await sign(list, position))) {
        throw CursorInvalid();
      }
      return position.toString();
    },
  };
}
