/** A Markdown table, or "None." where there are no rows. Every row has as many cells as there are titles. */
export function tableOf(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "None.";
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(titles), `|${titles.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** `a` and `b` as code, side by side in one cell. */
export function codes(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(" ");
}

export function link(text: string, path: string): string {
  return `[${text}](${path})`;
}
