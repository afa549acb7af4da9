/** Blank although Unicode has them as symbols, letters or digits: braille, music and hieroglyphs. */
const blankSymbols = String.raw`\u{2800}\u{1D159}\u{13441}\u{13442}`;

/** Nothing that can be seen: separators, controls, joiners, fillers, selectors. */
const unseen = String.raw`\p{Z}\p{C}\p{Default_Ignorable_Code_Point}${blankSymbols}`;

/** Something that can be seen by itself, which a mark without a letter cannot. */
const visible = new RegExp(`[^${unseen}\\p{M}]`, "u");
const unprintable = new RegExp(`(?! )[${unseen}]`, "u");

const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/;
const control = /\p{Cc}/u;
/** A paragraph has lines and tabs. */
const controlOfParagraph = /[^\P{Cc}\n\t]/u;

/** `U+00AD`, as Unicode's tables name a character. */
export function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** What is wrong with a text whatever it is for; undefined when nothing is. */
function faultOf(text: string, forbidden: RegExp): string | undefined {
  const [unwanted] = forbidden.exec(text) ?? [];
  if (unwanted !== undefined) return `holds a control character, ${codePointOf(unwanted)}`;
  if (!text.isWellFormed()) return "holds half of a surrogate pair, which UTF-8 cannot carry";
  if (text.includes("\ufffd")) return "holds U+FFFD, which stands where text was read in a wrong encoding";
  return text === "" || visible.test(text) ? undefined : "holds nothing that can be seen";
}

/** Why a text is no line that people can read, in words for whoever sent it; undefined when it is one. */
export function faultOfLine(text: string): string | undefined {
  return lineBreak.test(text) ? "holds a line break" : faultOf(text, control);
}

/** Why a text is no paragraph that people can read; undefined when it is one. Lines end at a line feed. */
export function faultOfParagraph(text: string): string | undefined {
  return faultOf(text, controlOfParagraph);
}

/**
 * Why a text cannot name goods; undefined when it can. It is typed, compared, and a part of paths: what prints as nothing
 * or as another blank would make two that look alike, and a dot or two alone mean another path in every URL,
 * percent-encoded or not (WHATWG URL, "double-dot URL path segment").
 */
export function faultOfSku(text: string): string | undefined {
  const fault = faultOfLine(text);
  if (fault !== undefined) return fault;
  const [unwanted] = unprintable.exec(text) ?? [];
  if (unwanted !== undefined) return `holds ${codePointOf(unwanted)}, which is not printable`;
  return text === "." || text === ".." ? "is a dot or two, which are no part of a path" : undefined;
}

/** A text whose lines end at a line feed, however they ended before. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?|[\u2028\u2029]/g, "\n");
}
