import { describe, expect, it } from "vitest";
import { watchFrames } from "./frames.ts";

/** A masked text frame, as a client sends it. */
function frameOf(bytes: number): Buffer {
  const length = Buffer.alloc(bytes < 126 ? 0 : bytes < 65_536 ? 2 : 8);
  if (length.length === 2) length.writeUInt16BE(bytes);
  if (length.length === 8) length.writeBigUInt64BE(BigInt(bytes));
  const short = [bytes, 0, 126, 0, 0, 0, 0, 0, 127][length.length] ?? 0;
  return Buffer.concat([Buffer.from([0x81, 0x80 | short]), length, Buffer.alloc(4), Buffer.alloc(bytes)]);
}

describe("watchFrames", () => {
  const lengths = [0, 1, 125, 126, 65_535, 65_536, 3];
  const stream = Buffer.concat(lengths.map(frameOf));

  it.each([1, 2, 7, 1_000, stream.length])("tells each frame's length, of pieces of %i bytes", (size) => {
    const found: number[] = [];
    const watch = watchFrames((bytes) => void found.push(bytes));
    for (let from = 0; from < stream.length; from += size) watch(stream.subarray(from, from + size));
    expect(found).toEqual(lengths);
  });
});
