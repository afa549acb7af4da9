/** Requests that no client of ours sends and anybody could: made from a seed, so that a test sends the same in each run. */
import { connect } from "node:net";
import type { Random } from "./ports.ts";

function oneOf<Item>(random: Random, items: readonly Item[]): Item {
  return items[Math.floor(random() * items.length)] as Item;
}
function someOf<Item>(random: Random, items: readonly Item[], atMost: number): Item[] {
  return Array.from({ length: Math.floor(random() * (atMost + 1)) }, () => oneOf(random, items));
}

const methods = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "OPTIONS",
  "HEAD",
  "TRACE",
  "CONNECT",
  "BREW",
  "get",
  "",
  "G T",
];
const paths = [
  ...["/", "//", "//v1//orders", "/v1/orders", "/v1/orders/", "/v1/orders/ord_1", "*", "v1", "http://other/v1/orders"],
  ...[
    "/v1/orders/%",
    "/v1/orders/%zz",
    "/v1/orders/%E0%A4%A",
    "/v1/orders/%00",
    "/v1/orders/\u0000",
    "/v1/orders/\u00e9",
  ],
  ...[
    "/v1/orders/..;/",
    "/%2e%2e/%2e%2e/etc/passwd",
    '/v1/orders/"',
    "/v1/orders/\ud83d\ude00",
    "/__proto__",
    "/v1/orders#a",
  ],
  ...[
    "/v1/orders?%=%&a[=1&__proto__=1&=&&",
    `/${"a".repeat(9_000)}`,
    `/?${"q".repeat(70_000)}`,
    `/${"a".repeat(300_000)}`,
  ],
  ...[
    "/000000000000/dev-work",
    "/2015-03-31/functions/%E0%A4%A/invocations",
    "/oauth2/token",
    "/.well-known/jwks.json",
  ],
  ...["/clock", "/faults", "/mailbox", "/logs?group=__proto__", "/Traces", "/TraceSummaries"],
];
function signed(service: string): string {
  return `authorization: AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/${service}/aws4_request, Signature=0`;
}
const headers = [
  ...["x-amzn-trace-id: hello", "x-amzn-trace-id:", "x-amzn-trace-id: Root=1-ABCDEF01-ABC;Sampled=0;Parent=\u00e9"],
  ...["x-amzn-trace-id: Root=\u00ff", "x-amzn-trace-id: Root=1-0-0\r\nx-amzn-trace-id: Self=;;=;Root"],
  ...["content-length: -1", "content-length: 1e3", "content-length: 99999999999999999999", "content-length: 5"],
  ...["content-length: 1\r\ncontent-length: 2", "transfer-encoding: chunked", "transfer-encoding: gzip, chunked"],
  ...[
    "transfer-encoding: chunked\r\ncontent-length: 3",
    "transfer-encoding: nonsense",
    "te: trailers",
    "trailer: host",
  ],
  ...["expect: 100-continue", "expect: the unexpected", "connection: upgrade\r\nupgrade: websocket", "upgrade: h2c"],
  ...[
    "connection: close",
    "connection: keep-alive, \u00e9",
    "host: a\r\nhost: b",
    "host:",
    "host: \u0001",
    "__proto__: 1",
  ],
  ...["constructor: x", "no colon", "folded: a\r\n b", "n\u00e4me: x", "two words: x", ": nameless", "x-nul: a\u0000b"],
  ...[`x-long: ${"h".repeat(9_000)}`, `x-long: ${"h".repeat(70_000)}`, `x-long: ${"h".repeat(300_000)}`],
  ...["authorization: Bearer", "authorization: Bearer \u00e9", "authorization: Bearer ..", "authorization: Basic %%%"],
  ...["dynamodb", "sqs", "sns", "events", "ses", "xray", "lambda", "cognito-idp", "nothing"].map(signed),
  ...[
    "x-amz-target: AmazonSQS.SendMessage",
    "x-amz-target: .",
    "x-amz-target: \u00ff",
    "x-amz-target: DynamoDB_20120810.",
  ],
  ...["content-type: application/json", "content-type: application/x-www-form-urlencoded", "content-type: \u00ff;;"],
  ...["x-amz-security-token: __proto__", "x-forwarded-for: ::1, \u00e9", "if-match: \u00e9", "idempotency-key: \u00e9"],
];
const bodies = [
  ...[
    "",
    "x",
    "{",
    "null",
    "[]",
    '"text"',
    "1e999",
    '{"__proto__":{"a":1}}',
    "Action=Publish&a.member.1=%&.=.&a.b=1&a=2",
  ],
  ...[
    "[".repeat(20_000),
    "x".repeat(200_000),
    "\u0000\u00ff",
    "5\r\nhello\r\n0\r\n\r\n",
    "5\r\nhel",
    "zz\r\nhello\r\n",
  ],
  ...["-1\r\n\r\n", `1;${"e".repeat(30_000)}\r\nx\r\n0\r\n\r\n`, "ffffffffffffffffff\r\nx", "0\r\ntrailer: x\r\n\r\n"],
];

/** The bytes of one connection: requests behind each other, odd in some or all of their parts. */
export function oddConnection(random: Random): Buffer {
  const requests = Array.from({ length: random() < 0.25 ? 3 : 1 }, () => {
    const host = random() < 0.9 ? ["host: 127.0.0.1"] : [];
    const body = oneOf(random, bodies);
    const framed = random() < 0.5 ? [`content-length: ${Buffer.byteLength(body, "latin1")}`] : [];
    const version = oneOf(random, ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/9.9", "http", ""]);
    const line = `${oneOf(random, methods)} ${oneOf(random, paths)} ${version}`;
    return [line, ...host, ...someOf(random, headers, 3), ...framed, "", body].join("\r\n");
  });
  const bytes = Buffer.from(requests.join(""), "latin1");
  return random() < 0.2 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
}

/** Sends bytes to a server and answers what came back until one of both ended the connection. */
export function exchange(url: string, bytes: Buffer, goesAway: boolean): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
    });
    // A server that refuses ends the connection while we still send.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answer));
    socket.write(bytes, () => (goesAway ? socket.destroy() : socket.end()));
  });
}

const values: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    -1,
    5,
    1e300,
    "",
    "x",
    "\u0000",
    "\ud83d\ude00",
    [],
    {},
    [null],
    [[]],
    [{}],
    { a: null },
    { member: 1 },
  ],
  ...[
    "Root=hello",
    "arn:aws:sqs:us-east-1:000000000000:dev-work",
    "http://127.0.0.1/000000000000/dev-work",
    "dev-worker",
  ],
  ...[{ AWSTraceHeader: { StringValue: 5, DataType: "String" } }, { AWSTraceHeader: null }, { a: { DataType: 5 } }],
  ...[[{ Source: "a", DetailType: "b", Detail: "{}", TraceHeader: 5, Time: "x" }], [{ Id: 5 }], { Simple: {} }],
  ...["{", "[[", '{"a":[{"prefix":5}]}', "annotation.a = ", 'service("a'],
];
const members = [
  ...[
    "QueueUrl",
    "QueueName",
    "MessageBody",
    "MessageAttributes",
    "MessageSystemAttributes",
    "ReceiptHandle",
    "Entries",
  ],
  ...[
    "MaxNumberOfMessages",
    "VisibilityTimeout",
    "AttributeNames",
    "SourceArn",
    "DestinationArn",
    "TopicArn",
    "Message",
  ],
  ...[
    "Protocol",
    "Endpoint",
    "PublishBatchRequestEntries",
    "SubscriptionArn",
    "ReplayName",
    "EventSourceArn",
    "Destination",
  ],
  ...["EventStartTime", "EventEndTime", "SecretId", "ClientId", "AuthFlow", "AuthParameters", "UserPoolId", "Username"],
  ...["Password", "UserAttributes", "GroupName", "FromEmailAddress", "Content", "StartTime", "EndTime", "TraceIds"],
  ...["FilterExpression", "NextToken", "TableName", "Key", "Item", "TransactItems", "RequestItems", "InvocationType"],
  ...["ReservedConcurrentExecutions", "EmailTags", "ConfigurationSetName"],
];

/** An input of an AWS operation, of members that some operation has and values that none expects. */
export function oddInput(random: Random): unknown {
  if (random() < 0.1) return oneOf(random, values);
  return Object.fromEntries(someOf(random, members, 8).map((name) => [name, oneOf(random, values)]));
}

/** Values that are no segment document, whole or in one of its members. */
export function oddDocument(random: Random, good: Readonly<Record<string, unknown>>): unknown {
  if (random() < 0.1) return oneOf(random, values);
  const names = [...Object.keys(good), "subsegments", "annotations", "http", "parent_id", "in_progress", "__proto__"];
  const changed = someOf(random, names, 3).map((name) => [name, oneOf(random, values)]);
  return { ...good, ...Object.fromEntries(changed) };
}
