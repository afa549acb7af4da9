import { basename } from "node:path";
import { type House, type Opened, openedFor, openedForRoute, openedInside } from "./opened-files.ts";
import { readHouse } from "./read-house.ts";
import { median, type Row } from "./report.ts";

const checkout = "services/orders/src/http/checkout.ts";

/** What a reader keeps in mind at once. */
const fewFiles = 6;
const fewFolders = 4;
const fewLines = 70;

/** As many routes as keep it, and as many functions as do not. */
const smallRoutes = 59;
const longFunctions = 3;

/** Code of the product and its tools; the local runtime is measured by itself. */
function isProduct(path: string): boolean {
  return !path.startsWith("infra/local/");
}

function isRoute({ sources }: House, path: string): boolean {
  const { imports = [] } = sources.get(path) ?? {};
  return imports.some(({ names, isType }) => !isType && names.includes("defineRoute"));
}

function isSmall({ files, folders }: Opened): boolean {
  return files.length <= fewFiles && folders <= fewFolders;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function checkoutRows(house: House): readonly Row[] {
  const [inside, all] = [openedInside(checkout, house), openedFor(checkout, house)];
  return [
    { what: "checkout, trusting doors: files", value: inside.files.length, unit: "", budget: { atMost: 6 } },
    { what: "checkout, trusting doors: folders", value: inside.folders, unit: "", budget: { atMost: 3 } },
    { what: "checkout, all that is imported: files", value: all.files.length, unit: "" },
    { what: "checkout, all that is imported: folders", value: all.folders, unit: "" },
  ];
}

/** What one opens for each route; those that ask for more than they should by their names, where there are too many. */
function routeRows(house: House): readonly Row[] {
  const routes = [...house.sources.keys()]
    .filter((path) => isRoute(house, path))
    .map((path) => ({ path, opened: openedForRoute(path, house) }));
  const large = routes.filter(({ opened }) => !isSmall(opened));
  const small = routes.length - large.length;
  const files = median(routes.map(({ opened }) => opened.files.length));
  const folders = median(routes.map(({ opened }) => opened.folders));
  const rows = large.map(({ path, opened }) => ({
    what: `  ${basename(path, ".ts")}`,
    value: opened.files.length,
    unit: "files",
    note: `in ${opened.folders} folders, ${path}`,
  }));
  return [
    { what: "the median route: files", value: files, unit: "", budget: { atMost: fewFiles } },
    { what: "the median route: folders", value: folders, unit: "", budget: { atMost: fewFolders } },
    {
      what: `routes within ${fewFiles} files in ${fewFolders} folders`,
      value: small,
      unit: "",
      budget: { atLeast: smallRoutes },
      note: `of ${routes.length}`,
    },
    ...(small < smallRoutes ? rows : []),
  ];
}

function lineRows({ sources }: House): readonly Row[] {
  const product = [...sources].flatMap(([path, source]) => (isProduct(path) ? source : []));
  const what = "lines of services, shared, infra/cdk and cli";
  return [
    { what, value: sum(product.map(({ lines }) => lines)), unit: "", note: `${product.length} files` },
    { what: `${what}, of code`, value: sum(product.map(({ codeLines }) => codeLines)), unit: "" },
  ];
}

/** Each long function by its name, where there are too many. */
function functionRows({ sources }: House): readonly Row[] {
  const long = [...sources]
    .flatMap(([path, { functions }]) => functions.map((each) => ({ ...each, path })))
    .filter(({ lines }) => lines > fewLines)
    .toSorted((one, other) => other.lines - one.lines);
  const rows = long.map(({ name, path, line, lines }) => ({
    what: `  ${name}`,
    value: lines,
    unit: "lines",
    note: `${path}:${line}`,
  }));
  return [
    {
      what: `functions over ${fewLines} lines of code`,
      value: long.length,
      unit: "",
      budget: { atMost: longFunctions },
    },
    ...(long.length > longFunctions ? rows : []),
  ];
}

/** Counts what a reader meets in the files of a checkout. */
export async function measure(): Promise<readonly Row[]> {
  const house = readHouse(process.env["MILLRACE_BENCH_ROOT"] ?? ".");
  return [...checkoutRows(house), ...routeRows(house), ...lineRows(house), ...functionRows(house)];
}
