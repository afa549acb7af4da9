import { type BinaryLike, createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { HttpRequest } from "@millrace/aws/transport";
import { SignatureV4 } from "@smithy/signature-v4";
import { bodyOf } from "./sdk-calls.ts";

/** The SDK in place of our own client: its clients by the targets that they name, or by the path. */
const sdks: readonly (readonly [mark: string, load: () => Promise<object>, client: string])[] = [
  ["DynamoDB_20120810.", () => import("@aws-sdk/client-dynamodb"), "DynamoDBClient"],
  ["AmazonSQS.", () => import("@aws-sdk/client-sqs"), "SQSClient"],
  ["secretsmanager.", () => import("@aws-sdk/client-secrets-manager"), "SecretsManagerClient"],
  ["/v2/email/outbound-emails", () => import("@aws-sdk/client-sesv2"), "SESv2Client"],
];

/**
 * What our client leaves out: who it is, which attempt this is, and the body's hash, which the services read from the
 * signature. Dates differ, and with them the signature.
 */
const own = new Set([
  ...["user-agent", "x-amz-user-agent", "amz-sdk-invocation-id", "amz-sdk-request", "x-amz-content-sha256"],
  ...["x-amz-date", "authorization"],
]);

function lowerCased(headers: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
}

/** A value with the members of its objects in one order: the SDK writes them in its model's, we as they come. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, ordered(member)]),
  );
}

/** All of a request that must be the same, byte for byte: the length of its body is among the headers. */
export function comparable(request: HttpRequest) {
  const { method, protocol, hostname, port, path, headers } = request;
  return {
    place: `${method} ${protocol}//${hostname}:${port ?? ""}${path}`,
    headers: Object.fromEntries(
      lowerCased(headers)
        .filter(([name]) => !own.has(name))
        .toSorted(),
    ),
    body: JSON.stringify(ordered(JSON.parse(bodyOf(request)))),
  };
}

/** What an SDK client sends for one command. */
export async function sentBy(
  Client: new (settings: object) => { send(command: never): Promise<unknown> },
  settings: object,
  command: unknown,
): Promise<HttpRequest> {
  let sent: HttpRequest | undefined;
  const requestHandler = {
    handle: async (request: HttpRequest) => {
      sent = request;
      throw new Error("It is seen.");
    },
  };
  await new Client({ ...settings, requestHandler, maxAttempts: 1 }).send(command as never).catch(() => undefined);
  if (sent === undefined) throw new Error("The SDK sent nothing.");
  return sent;
}

/** `AKIA…/20261128/us-east-1/dynamodb/aws4_request` */
function credentialScopeOf(headers: Readonly<Record<string, string>>): readonly string[] {
  const authorization = Object.fromEntries(lowerCased(headers))["authorization"] ?? "";
  return /Credential=([^,]+)/.exec(authorization)?.[1]?.split("/") ?? [];
}

/** What the SDK sends, given the same input, credentials and place. */
export async function twinOf(request: HttpRequest): Promise<HttpRequest> {
  const { protocol, hostname, port, path, headers } = request;
  const target = headers["x-amz-target"] ?? path;
  const [mark = "", load, client = ""] = sdks.find(([start]) => target.startsWith(start)) ?? [];
  if (load === undefined) throw new Error(`Nobody knows ${target}.`);
  const sdk = (await load()) as Readonly<Record<string, never>>;
  const operation = headers["x-amz-target"] === undefined ? "SendEmail" : target.slice(mark.length);
  const [accessKeyId = "", , region] = credentialScopeOf(headers);
  const sessionToken = Object.fromEntries(lowerCased(headers))["x-amz-security-token"];
  const settings = {
    endpoint: `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`,
    region,
    credentials: { accessKeyId, secretAccessKey: "secret", sessionToken },
    // Of a queue's URL, the SDK would take the host.
    useQueueUrlAsEndpoint: false,
  };
  const Command = sdk[`${operation}Command`] as unknown as new (input: object) => unknown;
  const command = new Command(JSON.parse(bodyOf(request)));
  const sent = await sentBy(sdk[client] as never, settings, command);
  const traceId = headers["X-Amzn-Trace-Id"];
  return { ...sent, headers: { ...sent.headers, ...(traceId !== undefined && { "X-Amzn-Trace-Id": traceId }) } };
}

class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(key?: BinaryLike) {
    this.#hash = key === undefined ? createHash("sha256") : createHmac("sha256", key);
  }
  update(data: BinaryLike): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
}

/** The `authorization` that the SDK's signer gives a request at the date it bears. */
export async function signedBySdk(request: HttpRequest, secretAccessKey: string): Promise<string | undefined> {
  const headers = Object.fromEntries(lowerCased(request.headers));
  const { authorization: _, "x-amz-date": date = "", "x-amz-security-token": sessionToken, ...unsigned } = headers;
  const [accessKeyId = "", , region = "", service = ""] = credentialScopeOf(request.headers);
  const signer = new SignatureV4({
    applyChecksum: false,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
    region,
    service,
    sha256: Sha256 as never,
  });
  const signingDate = new Date(date.replace(/^(....)(..)(..T..)(..)(..)Z$/, "$1-$2-$3:$4:$5Z"));
  const unsignedRequest = { ...request, query: {}, headers: unsigned } as Parameters<typeof signer.presign>[0];
  const signed = await signer.sign(unsignedRequest, { signingDate });
  return signed.headers["authorization"];
}

/**
 * An operation in plain values: its body as our client makes it, and as the SDK's document client does, which gives a
 * transaction its token.
 */
export async function documentTwinOf(
  operation: string,
  shape: (params: unknown, each: (item: unknown) => unknown) => unknown,
  params: object,
): Promise<{ readonly sent: string; readonly bySdk: string }> {
  const [{ DynamoDBClient }, lib] = await Promise.all([
    import("@aws-sdk/client-dynamodb"),
    import("@aws-sdk/lib-dynamodb") as Promise<Readonly<Record<string, unknown>>>,
  ]);
  const Command = lib[`${operation.replace(/Items?$/, "")}Command`] as new (input: object) => unknown;
  const settings = { region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } };
  const request = await sentBy(DynamoDBClient as never, settings, new Command(params));
  const { ClientRequestToken: _, ...bySdk } = JSON.parse(bodyOf(request));
  return {
    sent: JSON.stringify(ordered(shape(params, (item) => marshall(item)))),
    bySdk: JSON.stringify(ordered(bySdk)),
  };
}
