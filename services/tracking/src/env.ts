import { randomBytes } from "node:crypto";
import { socketConnections } from "@millrace/lambda/clients";
import { connectTable, socketUrl } from "@millrace/lambda/environment";
import { now } from "@millrace/lambda/system";
import { createPost } from "./adapters/post.ts";
import { createPorts } from "./ports.ts";

const url = socketUrl();

export const ports = createPorts(connectTable(), {
  now,
  newSecret: () => randomBytes(32).toString("base64url"),
  socketUrl: url,
  post: createPost(socketConnections(url)),
});
