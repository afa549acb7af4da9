/** What a deployment can tell a function; `infra/cdk/function-settings.ts` says what each is. */
export type DeployedValue =
  | "tableName"
  | "eventBusName"
  | "mailFrom"
  | "mailConfigurationSet"
  | "userPoolUrl"
  | "userPoolClientIds"
  | "noticedRoutes";

/** A secret by its ARN, which its function may read. */
export type Secret = { readonly secret: "guestKey" | "cursorKey"; readonly readBy?: "routes" };

/** An SNS topic by its ARN, to which its function may publish. */
export type Topic = { readonly topic: "customerNotices" | "accessNotices" };

/** The settings of a function, each with where its value comes from. They are environment variables by these names. */
export type Settings = Readonly<Record<string, DeployedValue | Secret | Topic>>;

/**
 * Declares settings, for the manifest and for the code that reads them. They stand in a file of their own, so that a
 * bundle does not hold the manifest.
 */
export function defineSettings<const Declared extends Settings>(settings: Declared): Declared {
  return settings;
}

/** A setting that names a secret. With `readBy`, only the functions of the service's routes get it and may read it. */
export function secret<Name extends Secret["secret"]>(
  name: Name,
  readBy?: "routes",
): Secret & { readonly secret: Name } {
  return readBy === undefined ? { secret: name } : { secret: name, readBy };
}

/** A setting that names a topic; whoever gets it may publish there. */
export function topic(name: Topic["topic"]): Topic {
  return { topic: name };
}

/** What each function is given that touches the table. */
export const tableSettings = defineSettings({ TABLE_NAME: "tableName" });

/** What each function is given whose routes answer lists by pages. */
export const pagingSettings = defineSettings({ CURSOR_KEY_SECRET_ARN: secret("cursorKey") });

/** What the functions of a service with a socket are given: where it is, and where messages to its connections go. */
export type SocketSettings = { readonly SOCKET_URL: string };

/** What each function is given that a queue feeds; its values come with the queue. */
export type QueueSettings = { readonly DEAD_LETTER_QUEUE_URL: string; readonly MAX_RECEIVES: string };
