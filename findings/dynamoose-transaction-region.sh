#!/usr/bin/env bash
# Dynamoose: a transaction of the models of one instance is sent by another instance, to another region.
#
# Version:   dynamoose 4.2.0, @aws-sdk/client-dynamodb 3.1164.0 (npm), Node 20 and 24
# Guess:     `new dynamoose.Instance()` is there "for easy multi-region AWS requests" (its own documentation): with the
#            same schema set up for Ireland and for Virginia, what is done with the Irish model goes to Ireland.
# Seen:      `create` of the Irish model goes to Ireland, and its transaction to Virginia, without an error. Models are
#            kept by name for the whole process, and `dynamoose.transaction` finds its table, and so its client, among
#            those that were made last. Where the tables' names differ, the first one's transaction is refused:
#            'Table "…" not found. Please register the table'.
# Why:       A process with a table in each region, or for each tenant, writes to the wrong one, and only by
#            transaction. Names of models must differ, where the documentation speaks of instances.
# Fails if:  the transaction goes to Ireland, or is refused where the tables' names are the same.
#
# Both clients answer from a middleware: nothing but the installation leaves the machine.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund dynamoose@4.2.0 @aws-sdk/client-dynamodb@3.1164.0
cat >try.cjs <<'JS'
const dynamoose = require("dynamoose");
const { DynamoDB } = require("@aws-sdk/client-dynamodb");

const sent = [];
function modelIn(region, tableName) {
  const client = new DynamoDB({ region, credentials: { accessKeyId: "none", secretAccessKey: "none" } });
  client.middlewareStack.add(
    (_, { commandName }) => async () => {
      sent.push(`${commandName} to ${region}`);
      return { response: {}, output: { $metadata: {} } };
    },
    { step: "build" },
  );
  const instance = new dynamoose.Instance();
  instance.aws.ddb.set(client);
  const Order = dynamoose.model("Order", new dynamoose.Schema({ id: String, status: String }));
  new instance.Table(tableName, [Order], { create: false, waitForActive: false });
  return Order;
}

async function run(irishTable, virginianTable) {
  sent.length = 0;
  const irish = modelIn("eu-west-1", irishTable);
  modelIn("us-east-1", virginianTable);
  await irish.create({ id: "1", status: "placed" });
  await dynamoose
    .transaction([irish.transaction.create({ id: "2", status: "placed" })])
    .catch((error) => sent.push(error.message));
  return [...sent];
}

(async () => {
  const same = await run("orders", "orders");
  const different = await run("orders-ireland", "orders-virginia");
  console.log(`dynamoose 4.2.0, Node ${process.version}: two instances, two regions, one model name`);
  console.log("same table name in both regions:", same);
  console.log("a table name of its own for each:", different);
  const isAsSeen =
    same[0] === "PutItemCommand to eu-west-1" &&
    same[1] === "TransactWriteItemsCommand to us-east-1" &&
    different[0] === "PutItemCommand to eu-west-1" &&
    /Table "orders-ireland" not found/.test(different[1]);
  process.exitCode = isAsSeen ? 0 : 1;
})();
JS
node try.cjs
