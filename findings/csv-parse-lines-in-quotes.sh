#!/bin/sh
# csv-parse 7.0.3 (npm), Node 20 and newer: the line numbers of a CSV file with Windows line ends.
#
# Guessed, before an import showed otherwise: `info.lines` of a record is the number of the line on which it ends, as an editor counts,
# whether lines end with LF or with CR LF, inside quotes or outside (RFC 4180 writes CR LF in both places).
#
# Seen: a CR LF between records counts as one line, a CR LF inside a quoted field as two. So the same three records end
# on lines 1, 4, 5 with LF, and are told to end on 1, 6, 7 with CR LF. Each quoted line break puts all later numbers one
# further off.
#
# Why it matters: whoever reports bad rows of a shop's export "by line" sends people to the wrong rows, and only with
# files from Windows that have paragraphs in them. Normalize line ends before the parser sees them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund csv-parse@7.0.3
cat >lines.mjs <<'JS'
import { parse } from "csv-parse/sync";
function linesWith(end) {
  const text = ["sku,description", 'a,"one', "two", 'three"', "b,plain"].map((line) => line + end).join("");
  return parse(text, { info: true }).map(({ info }) => info.lines).join(" ");
}
const [lf, crlf] = [linesWith("\n"), linesWith("\r\n")];
console.log(`csv-parse 7.0.3, Node ${process.version}: records end on lines ${lf} with LF, ${crlf} with CR LF`);
process.exit(lf === "1 4 5" && crlf === "1 6 7" ? 0 : 1);
JS
node lines.mjs || { echo "This has changed."; exit 1; }
echo "A CR LF inside a quoted field is counted as two lines."
