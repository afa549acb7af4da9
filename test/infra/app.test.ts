import { readFileSync } from "node:fs";
import { join } from "node:path";
import { permissions, staffGroups } from "@millrace/kernel/permissions";
import { tableKeys } from "@millrace/table/table";
import { App, Stack, Validations } from "aws-cdk-lib";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, it, onTestFinished } from "vitest";
import { createApp } from "../../infra/cdk/app.ts";
import { mailRetentionSeconds } from "../../services/notifications/src/data/mails.ts";
import { deploy, emptyBundles, listOf, onlyOf, outputFolder } from "./deployment.ts";

const deployment = deploy();
const { assembly, resources } = deployment;

/** CloudFormation takes 500 resources in a stack; above this there is no room left to work. */
const maxResources = 400;

describe("the app", () => {
  it.each(assembly.templates.map(({ stack, Resources }) => [stack, Object.keys(Resources).length] as const))(
    "%s has room to grow",
    (_, count) => {
      expect(count).toBeLessThan(maxResources);
    },
  );

  it("carries the stage in every name, so that two stages live in one account", () => {
    const prod = deploy("prod");
    const named = (all: typeof resources) =>
      all.all.map(({ ref, logicalId, stack }) => `${stack}/${logicalId} ${ref}`).sort();
    const names = new Set(named(resources));
    expect(named(prod.resources).filter((name) => names.has(name))).toEqual([]);
  });

  it("refuses a stage that cannot be part of a name", () => {
    expect(() => deploy("Prod_1")).toThrow("not a stage");
  });

  it("has neither alarms nor a client for machines where it is to have none, and all else", () => {
    const trial = deploy("dev", { alarms: "none", machineClient: "none" }).resources;
    const named = (all: typeof resources) => all.all.map(({ type, ref }) => `${type} ${ref}`);
    const left = new Set(named(trial));
    const gone = named(resources).filter((name) => !left.has(name));
    const alarms = named(resources).filter((name) => name.startsWith("AWS::CloudWatch::Alarm "));
    expect(gone).toEqual(expect.arrayContaining(alarms));
    expect(gone.length).toBe(alarms.length + 1);
    expect(() => deploy("dev", { alarms: "false" })).toThrow('alarms is "none"');
  });

  it("says how to get bundles that are not there", () => {
    expect(() => createApp({ outdir: outputFolder(), bundles: outputFolder() })).toThrow('Run "npm run build" first');
  });

  it("has room for the preflights of every path", () => {
    const { templates } = deploy("dev", { origins: "https://shop.example" }).assembly;
    for (const { Resources } of templates) expect(Object.keys(Resources).length).toBeLessThan(maxResources);
  });

  it("passes CDK's validation and cdk-nag, save what was accepted with a reason", { timeout: 120_000 }, () => {
    const context = { origins: "https://shop.example,http://localhost:*" };
    expect(findingsOf(createApp({ outdir: outputFolder(), bundles: emptyBundles(), context }))).toEqual([]);
  });

  it("would not pass cdk-nag with a bucket that is open", () => {
    const app = new App({ outdir: outputFolder() });
    new Bucket(new Stack(app, "stack"), "bucket");
    expect(() => findingsOf(app)).toThrow("AwsSolutions-S10");
  });

  /** cfn-lint's rule W3005. A function names its own role, because CDK says so. */
  it.each(assembly.templates.map(({ stack }) => stack))("%s names no dependency twice", (stack) => {
    const { Resources } = JSON.parse(readFileSync(join(assembly.folder, `${stack}.template.json`), "utf8"));
    const named = Object.entries<RawResource>(Resources).flatMap(([id, { Type, DependsOn, Properties }]) => {
      const text = JSON.stringify(Properties ?? {});
      const twice = listOf(DependsOn).filter((other) => text.includes(`"${other}"`));
      return twice
        .filter((other) => Type !== "AWS::Lambda::Function" || Resources[other].Type !== "AWS::IAM::Role")
        .map((other) => `${id} names ${other}`);
    });
    expect(named).toEqual([]);
  });
});

type RawResource = { readonly Type: string; readonly DependsOn?: string | string[]; readonly Properties?: object };

/** What CDK's validation and cdk-nag have to say about an app; what they call an error, CDK throws. */
function findingsOf(app: App): readonly unknown[] {
  const before = process.env["CDK_VALIDATION"];
  process.env["CDK_VALIDATION"] = "true";
  onTestFinished(() => {
    process.env["CDK_VALIDATION"] = before;
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const { directory } = app.synth();
  return JSON.parse(readFileSync(join(directory, "validation-report.json"), "utf8")).pluginReports;
}

describe("what is kept", () => {
  it("is a table with the keys and projections that the entities use", () => {
    const { properties } = onlyOf(deployment, "AWS::DynamoDB::GlobalTable");
    expect(properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      TimeToLiveSpecification: { AttributeName: tableKeys.expiry, Enabled: true },
      KeySchema: [
        { AttributeName: tableKeys.partition, KeyType: "HASH" },
        { AttributeName: tableKeys.sort, KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: Object.entries(tableKeys.indexes).map(([name, projection]) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: `${name}pk`, KeyType: "HASH" },
          { AttributeName: `${name}sk`, KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: projection },
      })),
      Replicas: [
        { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      ],
    });
  });

  it("outlives its stack", () => {
    const data = assembly.templates.find(({ stack }) => stack === "millrace-dev-data");
    const kept = [
      "AWS::DynamoDB::GlobalTable",
      "AWS::Cognito::UserPool",
      "AWS::SecretsManager::Secret",
      "AWS::S3::Bucket",
    ];
    const raw = JSON.parse(readFileSync(join(assembly.folder, "millrace-dev-data.template.json"), "utf8"));
    const policies = Object.values<{ Type: string; DeletionPolicy?: string }>(raw.Resources)
      .filter(({ Type }) => kept.includes(Type))
      .map(({ DeletionPolicy }) => DeletionPolicy);
    expect(data).toBeDefined();
    expect(new Set(policies)).toEqual(new Set(["Retain"]));
  });

  it("keeps failure records that are written over", () => {
    const { properties } = onlyOf(deployment, "AWS::S3::Bucket");
    expect(properties).toMatchObject({ VersioningConfiguration: { Status: "Enabled" } });
  });

  it("holds secrets that only AWS has seen", () => {
    for (const { properties } of resources.ofType("AWS::SecretsManager::Secret")) {
      expect(properties["GenerateSecretString"]).toMatchObject({ PasswordLength: 64 });
      expect(properties["SecretString"]).toBeUndefined();
    }
  });

  it("replays facts only while the claims of their mails are kept", () => {
    const { RetentionDays } = onlyOf(deployment, "AWS::Events::Archive").properties;
    expect(Number(RetentionDays) * 24 * 60 * 60).toBeLessThan(mailRetentionSeconds);
  });
});

describe("the user pool", () => {
  const clients = resources.ofType("AWS::Cognito::UserPoolClient").map(({ properties }) => properties);

  it("has the staff's groups, and the permissions as scopes", () => {
    const groups = resources.ofType("AWS::Cognito::UserPoolGroup").map(({ properties }) => properties["GroupName"]);
    expect(groups.sort()).toEqual([...staffGroups].sort());
    const scopes = onlyOf(deployment, "AWS::Cognito::UserPoolResourceServer").properties["Scopes"] as readonly {
      ScopeName: string;
    }[];
    expect(scopes.map(({ ScopeName }) => ScopeName)).toEqual([...permissions]);
  });

  it("does not say who has an account, and gives people tokens that die young", () => {
    const people = clients.find(({ ExplicitAuthFlows }) => ExplicitAuthFlows !== undefined);
    expect(people).toMatchObject({
      PreventUserExistenceErrors: "ENABLED",
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      AccessTokenValidity: 30,
      TokenValidityUnits: { AccessToken: "minutes" },
    });
    expect(people?.["GenerateSecret"]).toBeUndefined();
  });

  it("gives machines nothing but declared permissions", () => {
    const machine = clients.find(({ GenerateSecret }) => GenerateSecret === true);
    expect(machine?.["AllowedOAuthFlows"]).toEqual(["client_credentials"]);
    const known = permissions.map((permission) => `millrace/${permission}`);
    expect(known).toEqual(expect.arrayContaining(machine?.["AllowedOAuthScopes"] as string[]));
  });
});

describe("sampling", () => {
  it("takes every checkout", () => {
    const { properties } = onlyOf(deployment, "AWS::XRay::SamplingRule");
    expect(properties["SamplingRule"]).toMatchObject({
      FixedRate: 1,
      HTTPMethod: "POST",
      URLPath: "*/v1/carts/*/checkout",
    });
  });
});
