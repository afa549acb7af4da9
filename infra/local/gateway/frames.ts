/**
 * Watches the frames that a client sends (RFC 6455, section 5.2), as `ws` tells of whole messages alone: gives what is to
 * be called with each piece of the stream, and calls `found` with the length of each frame's payload.
 */
export function watchFrames(found: (bytes: number) => void): (piece: Buffer) => void {
  let header = Buffer.alloc(0);
  let toSkip = 0;
  return (piece) => {
    for (let rest = piece; rest.length > 0; ) {
      const skipped = Math.min(toSkip, rest.length);
      toSkip -= skipped;
      header = Buffer.concat([header, rest.subarray(skipped)]);
      rest = Buffer.alloc(0);
      const size = header.length < 2 ? Number.POSITIVE_INFINITY : sizeOf(header);
      if (header.length < size) return;
      const bytes = payloadOf(header);
      found(bytes);
      toSkip = bytes;
      rest = header.subarray(size);
      header = Buffer.alloc(0);
    }
  };
}

/** How long a frame's header is, of which the first two bytes are there. */
function sizeOf(header: Buffer): number {
  const second = header[1] ?? 0;
  const length = second & 0x7f;
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & 0x80 ? 4 : 0);
}

function payloadOf(header: Buffer): number {
  const length = (header[1] ?? 0) & 0x7f;
  if (length === 126) return header.readUInt16BE(2);
  return length === 127 ? Number(header.readBigUInt64BE(2)) : length;
}
