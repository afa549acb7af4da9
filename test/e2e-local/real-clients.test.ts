import { fetchAuthSession, signIn as signInWithAmplify, signOut } from "@aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "@aws-amplify/auth/cognito";
import { Amplify } from "@aws-amplify/core";
import { GetQueueAttributesCommand, type Message } from "@aws-sdk/client-sqs";
import { JwtVerifier } from "aws-jwt-verify";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { Consumer } from "sqs-consumer";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { createApi } from "../../cli/src/http-client.ts";
import { readLocalReady } from "../../cli/src/ready.ts";
import { signUp } from "../../cli/src/sign-in.ts";
import { type Boto3, findBoto3, runPython } from "../support/boto3.ts";
import { factsQueue } from "../support/facts-queue.ts";
import { openStore } from "../support/store.ts";

const ready = readLocalReady(inject("readyFile"));
const { userPoolId, clientId, awsEndpoint, stage } = ready;
const api = createApi(ready.apiUrl);

describe("Amplify Auth", () => {
  beforeAll(() => {
    const Auth = { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: awsEndpoint } };
    cognitoUserPoolsTokenProvider.setAuthConfig(Auth);
    Amplify.configure({ Auth }, { Auth: { tokenProvider: cognitoUserPoolsTokenProvider } });
  });

  it("signs in as it does by default, by SRP; the API takes its token, and it gets a fresh one", async () => {
    const { username, password } = await signUp(ready);
    await expect(signInWithAmplify({ username, password: "Wrong-horse-1" })).rejects.toThrow("Incorrect username");
    expect(await signInWithAmplify({ username, password })).toMatchObject({ isSignedIn: true });
    const first = (await fetchAuthSession()).tokens?.accessToken.toString();
    const headers = { authorization: `Bearer ${first}` };
    expect((await api("GET", "/v1/orders", { headers })).status).toBe(200);
    const fresh = (await fetchAuthSession({ forceRefresh: true })).tokens?.accessToken.toString();
    expect(fresh).not.toBe(first);
    await signOut({ global: true });
    await expect(fetchAuthSession({ forceRefresh: true })).resolves.toMatchObject({ tokens: undefined });
  });
});

describe("aws-jwt-verify", () => {
  const issuer = `${awsEndpoint}/${userPoolId}`;

  it("verifies both of a person's tokens by the keys that the pool publishes, each for its use alone", async () => {
    const { username, accessToken, idToken } = await signUp(ready);
    // The library's own fetcher takes HTTPS alone.
    const fetcher = { fetch: async (uri: string) => await (await fetch(uri)).arrayBuffer() };
    const jwksUri = `${issuer}/.well-known/jwks.json`;
    const jwksCache = new SimpleJwksCache({ fetcher });
    const verifier = JwtVerifier.create({ issuer, audience: null, jwksUri }, { jwksCache });
    expect(await verifier.verify(accessToken)).toMatchObject({ iss: issuer, token_use: "access", client_id: clientId });
    expect(await verifier.verify(idToken, { audience: clientId })).toMatchObject({ token_use: "id", email: username });
    await expect(verifier.verify(accessToken, { audience: clientId })).rejects.toThrow("Missing Audience");
    const [head, body, signature = ""] = accessToken.split(".");
    const forged = [head, body, `${signature.slice(0, -6)}AAAAAA`].join(".");
    await expect(verifier.verify(forged)).rejects.toThrow("Invalid signature");
  });
});

describe("sqs-consumer", () => {
  it("takes the facts of a queue behind a rule of its own, and leaves it empty", async () => {
    const { sqs, url } = await factsQueue(ready, "order.confirmed");
    const store = await openStore(ready);
    const buyer = await store.aShopper();
    const { orderId } = await store.buy(buyer, [{ sku: await store.sell(1), quantity: 1 }]);
    const { promise: processed, resolve, reject } = Promise.withResolvers<unknown>();
    const handleMessage = async (message: Message) => message;
    const consumer = Consumer.create({ queueUrl: url, sqs, handleMessage });
    // Told when the message has been deleted.
    consumer.on("message_processed", ({ Body = "" }) => {
      if (Body.includes(orderId)) resolve(JSON.parse(Body).detail);
    });
    consumer.on("error", (error) => reject(error));
    consumer.on("processing_error", (error) => reject(error));
    consumer.start();
    expect(await processed).toMatchObject({ metadata: { type: "order.confirmed", sequence: 2 }, data: { orderId } });
    consumer.stop({ abort: true });
    const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...AttributeNames] }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: "0", ApproximateNumberOfMessagesNotVisible: "0" });
  });
});

describe("boto3, where there is Python and PyPI can be reached", () => {
  let boto3: Boto3;
  beforeAll(async () => {
    boto3 = await findBoto3();
  });

  it("calls each service of the stack: clients, resources, paginators, waiters and errors by their names", async ({
    skip,
  }) => {
    if ("missing" in boto3) return skip(boto3.missing);
    const { username, password } = await signUp(ready);
    const said = await runPython(
      boto3.python,
      ready,
      `
import boto3, json, os, uuid
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError
ready = json.loads(os.environ["READY"])
stage = ready["stage"]
said = {}

queue = boto3.resource("sqs").create_queue(QueueName=f"python-{uuid.uuid4()}")
queue.send_message(MessageBody="grüße", MessageAttributes={"why": {"DataType": "String", "StringValue": "tried"}})
messages = queue.receive_messages(WaitTimeSeconds=5, MessageAttributeNames=["All"])
said["sqs"] = [[m.body, m.message_attributes["why"]["StringValue"]] for m in messages]
for message in messages: message.delete()
queue.delete()

table = boto3.resource("dynamodb").Table(ready["tableName"])
item = table.scan(Limit=1)["Items"][0]
found = table.query(KeyConditionExpression=Key("pk").eq(item["pk"]) & Key("sk").eq(item["sk"]))
said["dynamodb"] = [table.table_status, found["Items"] == [item]]
boto3.client("dynamodb").get_waiter("table_exists").wait(TableName=ready["tableName"])

pages = boto3.client("lambda").get_paginator("list_functions").paginate()
said["lambda"] = f"{stage}-catalog-api" in [f["FunctionName"] for page in pages for f in page["Functions"]]
topics = [t["TopicArn"] for page in boto3.client("sns").get_paginator("list_topics").paginate() for t in page["Topics"]]
said["sns"] = [t for t in topics if t.endswith(f":{stage}-customer-notices")] != []
event = {"EventBusName": f"{stage}-millrace", "Source": "test", "DetailType": "test", "Detail": "{}"}
said["events"] = boto3.client("events").put_events(Entries=[event])["FailedEntryCount"]
secret = boto3.client("secretsmanager").get_secret_value(SecretId=f"{stage}-cursor-key")
said["secretsmanager"] = secret["Name"]

cognito = boto3.client("cognito-idp")
people = {"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": ready["clientId"]}
def sign_in(password):
    return cognito.initiate_auth(**people, AuthParameters={"USERNAME": "${username}", "PASSWORD": password})
token = sign_in("${password}")["AuthenticationResult"]["AccessToken"]
said["cognito"] = {a["Name"]: a["Value"] for a in cognito.get_user(AccessToken=token)["UserAttributes"]}["email"]
try:
    sign_in("wrong")
except cognito.exceptions.NotAuthorizedException as error:
    said["refused"] = error.response["Error"]["Message"]
try:
    boto3.client("sqs").get_queue_url(QueueName="nowhere")
except ClientError as error:
    said["missing"] = error.response["Error"]["Code"]
print(json.dumps(said))
`,
    );
    expect(said).toEqual({
      sqs: [["grüße", "tried"]],
      dynamodb: ["ACTIVE", true],
      lambda: true,
      sns: true,
      events: 0,
      secretsmanager: `${stage}-cursor-key`,
      cognito: username,
      refused: "Incorrect username or password.",
      missing: "AWS.SimpleQueueService.NonExistentQueue",
    });
  });
});
