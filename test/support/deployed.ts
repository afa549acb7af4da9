import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { staffGroups } from "@millrace/kernel/permissions";
import * as z from "zod";
import { createUser } from "../../cli/src/demo-shop/users.ts";
import type { Person, Ready } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";

const outputsSchema = z.object({
  ApiUrl: z.url(),
  TokenUrl: z.url(),
  UserPoolId: z.string(),
  PeopleClientId: z.string(),
  MachineClientId: z.string(),
});

/** What a deployment tells of itself. */
export type Outputs = z.output<typeof outputsSchema>;

/** Reads what `cdk deploy --all --outputs-file FILE` wrote: for each stack, its outputs by name. */
export function readOutputs(file: string): Outputs {
  return outputsSchema.parse(Object.assign({}, ...Object.values(JSON.parse(readFileSync(file, "utf8")) as object)));
}

/** Takes the suite's people out of the user pool again. */
export type Dismiss = () => Promise<void>;

/**
 * Puts a member of each staff group into a deployment's user pool, as its owner would, and answers how the deployment is
 * reached. Names and passwords are made for this run.
 */
export async function enter(
  outputs: Outputs,
  awsEndpoint?: string,
): Promise<{ readonly ready: Ready; readonly dismiss: Dismiss }> {
  const { UserPoolId, MachineClientId } = outputs;
  const [region = ""] = UserPoolId.split("_");
  const place = { region, ...(awsEndpoint === undefined ? {} : { awsEndpoint }) };
  const cognito = new CognitoIdentityProviderClient(awsSettings(place));
  const users: Person[] = [];
  for (const group of staffGroups) {
    const username = `${group}-${randomUUID()}@example.com`;
    const user = { username, password: `Aa1!${randomUUID()}`, group };
    users.push(user);
    await createUser(cognito, UserPoolId, user);
  }
  const { UserPoolClient: machine } = await cognito.send(
    new DescribeUserPoolClientCommand({ UserPoolId, ClientId: MachineClientId }),
  );
  return {
    ready: {
      ...place,
      apiUrl: outputs.ApiUrl.replace(/\/$/, ""),
      tokenUrl: outputs.TokenUrl,
      userPoolId: UserPoolId,
      clientId: outputs.PeopleClientId,
      machineClients: [
        {
          clientId: MachineClientId,
          clientSecret: machine?.ClientSecret ?? "",
          scopes: machine?.AllowedOAuthScopes ?? [],
        },
      ],
      users,
    },
    async dismiss() {
      for (const { username: Username } of users) {
        await cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username }));
      }
    },
  };
}
