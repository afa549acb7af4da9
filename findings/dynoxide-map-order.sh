#!/usr/bin/env bash
# dynoxide: two reads of one item give its attributes in two orders.
#
# Version:   @dynoxide/linux-x64 1.2.1 (npm), Linux on x64
# Guess:     An item comes back with its attributes in some fixed order, the same for every read of it, as DynamoDB Local
#            gives it; and so does the key from which the next page begins.
# Seen:      Each GetItem orders the attributes, also those of a map inside, anew; each Query its LastEvaluatedKey.
# Why:       DynamoDB promises no order, so this is allowed. But whoever makes an ETag of an answer's bytes, a page's
#            cursor of LastEvaluatedKey's JSON, or a digest of an item, gets another one each time, and tests that passed
#            on DynamoDB Local for years fail now and then. Make digests of JSON whose fields are in order (RFC 8785).
# Fails if:  forty reads give one order, or the item's values differ.
set -euo pipefail
folder=$(mktemp -d)
server=
end() {
  if [ -n "$server" ]; then kill "$server" || true; fi
  rm -rf "$folder"
}
trap end EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund @dynoxide/linux-x64@1.2.1 @aws-sdk/client-dynamodb@3.1164.0
port=$(node -e 'const s = require("net").createServer().listen(0, () => s.close(console.log(s.address().port)));')
node_modules/@dynoxide/linux-x64/dynoxide serve --port "$port" >server.log 2>&1 &
server=$!
cat >reads.mjs <<'JS'
import { isDeepStrictEqual } from "node:util";
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";

const client = new DynamoDBClient({
  endpoint: `http://127.0.0.1:${process.argv[2]}`,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 20,
});
await client.send(
  new CreateTableCommand({
    TableName: "variants",
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [{ AttributeName: "sku", AttributeType: "S" }],
    KeySchema: [{ AttributeName: "sku", KeyType: "HASH" }],
  }),
);
const options = { size: { S: "M" }, color: { S: "red" }, fit: { S: "slim" } };
const Item = { sku: { S: "tee" }, options: { M: options } };
await client.send(new PutItemCommand({ TableName: "variants", Item }));
const reads = [];
for (let read = 0; read < 40; read += 1) {
  reads.push((await client.send(new GetItemCommand({ TableName: "variants", Key: { sku: Item.sku } }))).Item);
}
const orders = new Set(reads.map((item) => Object.keys(item.options.M).join(" ")));
console.log(`40 reads of one item, ${orders.size} orders of the map's three fields: ${[...orders].join(" | ")}`);
const equal = reads.every((item) => isDeepStrictEqual(item, Item));
process.exit(equal && orders.size > 1 ? 0 : 1);
JS
node reads.mjs "$port"
