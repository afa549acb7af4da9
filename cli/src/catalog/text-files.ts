import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";

/** A file whose bytes are no text in the encoding that it is read in. */
class EncodingError extends Error {
  override readonly name = "EncodingError";
}

/** What a file is read in where neither a byte order mark nor anybody tells (RFC 8259 §8.1 demands it of JSON). */
const usualEncoding = "utf-8";

const byteOrderMarks = [
  { encoding: "utf-8", bytes: Buffer.from([0xef, 0xbb, 0xbf]) },
  { encoding: "utf-16le", bytes: Buffer.from([0xff, 0xfe]) },
  { encoding: "utf-16be", bytes: Buffer.from([0xfe, 0xff]) },
] as const;

/** Whether a label names an encoding, as the Encoding Standard lists them: `windows-1252`, `latin1`, `shift_jis`. */
export function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== "";
  } catch {
    return false;
  }
}

/** What a file is to be read in: what its byte order mark says, else what the caller says, else UTF-8. */
export async function encodingOf(file: string, told: string | undefined): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(3), 0, 3, 0);
    const start = buffer.subarray(0, bytesRead);
    const mark = byteOrderMarks.find(({ bytes }) => start.subarray(0, bytes.length).equals(bytes));
    return mark?.encoding ?? told ?? usualEncoding;
  } finally {
    await handle.close();
  }
}

/**
 * The text of a stream of bytes, without its byte order mark. Lines end at line feeds, as the API keeps them: csv-parse
 * counts the CR LF of a quoted cell as two lines.
 */
export async function* decoded(input: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  let held = "";
  const next = (chunk?: Uint8Array): string => {
    const text = held + decoder.decode(chunk, { stream: chunk !== undefined });
    // The line feed may come with the next chunk.
    held = chunk !== undefined && text.endsWith("\r") ? "\r" : "";
    return text.slice(0, text.length - held.length).replace(/\r\n?/g, "\n");
  };
  for await (const chunk of input) yield next(chunk);
  yield next();
}

function remedyFor(encoding: string): string {
  return encoding === usualEncoding
    ? "Excel saves CSV in the encoding of its country: add --encoding windows-1252 (in Western Europe and America), or save the file as UTF-8"
    : "Name the one that it is in with --encoding";
}

/** What is wrong with a piece of text, and behind how many of its characters; undefined when nothing is. */
function faultIn(text: string, isValid: boolean, encoding: string) {
  const nul = text.indexOf("\0");
  if (nul >= 0) return { at: nul, reason: "holds a NUL: if it is UTF-16, add --encoding utf-16le" };
  if (isValid) return undefined;
  return { at: text.indexOf("\ufffd"), reason: `is no ${encoding} text. ${remedyFor(encoding)}` };
}

/**
 * Reads a whole file before anything is done with it.
 *
 * @throws EncodingError naming the first line that is no text in the encoding, and what to do
 */
export async function checkText(file: string, encoding: string): Promise<void> {
  const [lenient, strict] = [new TextDecoder(encoding), new TextDecoder(encoding, { fatal: true })];
  let line = 1;
  const check = (chunk?: Uint8Array): void => {
    const options = { stream: chunk !== undefined };
    const text = lenient.decode(chunk, options);
    let isValid = true;
    try {
      strict.decode(chunk, options);
    } catch {
      isValid = false;
    }
    const fault = faultIn(text, isValid, encoding);
    const before = fault === undefined ? text : text.slice(0, Math.max(0, fault.at));
    line += before.split("\n").length - 1;
    if (fault !== undefined) throw new EncodingError(`Line ${line} of ${basename(file)} ${fault.reason}.`);
  };
  for await (const chunk of createReadStream(file)) check(chunk);
  check();
}
