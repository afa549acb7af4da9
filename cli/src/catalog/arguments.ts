import * as z from "zod";
import { ArgumentsError, checked, parseArguments, texts, wholeNumber } from "../command-line.ts";
import { exportedStatuses } from "./export-file.ts";
import { type Format, formatOf } from "./row-files.ts";
import { isEncoding } from "./text-files.ts";

export const help = `Imports the catalog from a file, or exports it into one. Files may be of any size.

  npm run catalog -- import FILE [options]
  npm run catalog -- export [FILE] [options]

A file holds one variant per row with its product's fields, as NDJSON (.ndjson, .jsonl) or CSV (.csv). Rows with one
slug make one product; what is named on none of its rows stays as it is. What is not there is created, what differs is
changed, nothing is archived. An export without FILE goes to standard output, as NDJSON.

  --format ndjson|csv  what FILE is, where its ending does not tell
  --help               shows this

Where, and as whom (without --url: the stack of npm start, as its first user who may):
  --url URL            base URL of the API
  --token TOKEN        bearer token of staff or a machine (or in MILLRACE_TOKEN)
  --user NAME          signs in through Cognito, with --password (or MILLRACE_PASSWORD), --client-id and --region
  --ready-file FILE    where the local stack says how it is reached (.millrace/ready.json)

Import:
  --dry-run            writes nothing and says what would happen
  --encoding NAME      what FILE is in, like windows-1252 or shift_jis, where no byte order mark says it (utf-8)
  --report FILE        failed rows with reasons and line numbers, and written ones with warnings (SKUs that differ from
                       others by case only), as NDJSON (FILE.report.ndjson)
  --state FILE         what is finished; an import that was killed goes on from it (FILE.state)
  --rows N             rows per call, 1 to 500 (200)
  --calls N            calls at once, 1 to 16 (3)

Export:
  --status STATUS      active or draft products; both when absent

A CSV file may have commas, semicolons or tabs between cells, line breaks in quoted ones, and rows of empty cells.
Columns of a CSV file; slug and sku are needed, an empty cell names nothing:
  slug name description status (draft, active) categoryIds (ids joined by |)
  sku title taxClass weightGrams parts (of a kit: SKU*2|OTHER*1, with \\| for a | in a SKU)
  price.EUR            minor units: 1990 is 19.90 EUR,      price.EUR.compareAt         the struck-through price
                       1990 JPY, 1.990 KWD (ISO 4217)
  price.EUR.from.10    the price from 10 units on           price.EUR.from.10.compareAt
  option.color         what sets a variant apart            metadata.season             the product's own words
  media.1.url          its pictures, in order               media.1.alt

Ends with 0 when every row was written, with 1 when rows failed, with 2 when it could not go on; then run it again.

Examples:
  npm run catalog -- import shoes.csv --dry-run
  npm run catalog -- import shoes.csv
  npm run catalog -- import all.ndjson --url https://api.example.com --token "$TOKEN" --calls 8
  npm run catalog -- export backup.ndjson
  npm run catalog -- export drafts.csv --status draft
`;

const limits = z.object({
  rows: wholeNumber("rows", 1, 500).default(200),
  calls: wholeNumber("calls", 1, 16).default(3),
  status: z.enum(exportedStatuses, "--status is active or draft").optional(),
  format: z.enum(["ndjson", "csv"], "--format is ndjson or csv").optional(),
  encoding: z.string().refine(isEncoding, "--encoding is a name like utf-8, windows-1252 or utf-16le").optional(),
});

const known = {
  ...texts("format", "url", "token", "user", "password", "client-id", "region", "ready-file"),
  ...texts("state", "report", "rows", "calls", "status", "encoding"),
  "dry-run": { type: "boolean", default: false },
  help: { type: "boolean" },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

function formatFor(file: string | undefined, format: Format | undefined): Format {
  if (file === undefined && format === "csv")
    throw new ArgumentsError("A CSV export needs a FILE: its header names the columns of all rows.");
  const told = format ?? (file === undefined ? "ndjson" : formatOf(file));
  if (told === undefined) throw new ArgumentsError(`The ending of ${file} does not tell what it is: name --format.`);
  return told;
}

/** @throws ArgumentsError for a command or option that is not known, or a value out of range. */
export function readArguments(args: readonly string[], environment: Environment) {
  const { values, positionals } = parseArguments(args, known, 2);
  const [command, file] = positionals;
  if (values.help) return { command: "help" } as const;
  const { rows, calls, status, format: named, encoding } = checked(limits, values);
  const access = {
    url: values.url,
    token: values.token ?? environment["MILLRACE_TOKEN"],
    user: values.user,
    password: values.password ?? environment["MILLRACE_PASSWORD"],
    clientId: values["client-id"],
    region: values.region ?? environment["AWS_REGION"],
    readyFile: values["ready-file"],
  };
  if (command === "export") {
    const statuses = status ? [status] : exportedStatuses;
    return { command, file, format: formatFor(file, named), statuses, access } as const;
  }
  if (command !== "import") throw new ArgumentsError(`The command is import or export, not ${command ?? "nothing"}.`);
  if (file === undefined) throw new ArgumentsError("Which FILE is to be imported?");
  const options = {
    file,
    format: formatFor(file, named),
    encoding,
    stateFile: values.state ?? `${file}.state`,
    reportFile: values.report ?? `${file}.report.ndjson`,
    rowsPerCall: rows,
    callsAtOnce: calls,
    dryRun: values["dry-run"],
  };
  return { command, options, access } as const;
}

export type Access = Extract<ReturnType<typeof readArguments>, { readonly command: "import" }>["access"];
