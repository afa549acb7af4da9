import { describe, expect, it } from "vitest";
import { at, deploy, planOf, plans, variablesOf } from "./deployment.ts";

const { resources } = deploy();
const functions = resources.ofType("AWS::Lambda::Function").map((fn) => [fn.ref, fn] as const);

describe("functions", () => {
  it("are those that the manifests plan", () => {
    expect(functions.map(([name]) => name).sort()).toEqual(plans.map(({ name }) => `dev-${name}`).sort());
  });

  it("have a role each", () => {
    const roles = functions.map(([, fn]) => fn.properties["Role"]);
    expect(new Set(roles).size).toBe(functions.length);
  });
});

describe.each(functions)("%s", (_, fn) => {
  it("runs Node 24 on arm64 from its own bundle", () => {
    expect(fn.properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "index.handler" });
    expect(fn.metadata["aws:asset:path"]).toMatch(/^asset\.[0-9a-f]+$/);
  });

  it("traces every call, under its own name, and never its answers", () => {
    expect(at(fn, "TracingConfig", "Mode")).toBe("Active");
    expect(variablesOf(fn)).toMatchObject({
      POWERTOOLS_SERVICE_NAME: planOf(fn).name,
      POWERTOOLS_TRACER_CAPTURE_RESPONSE: "false",
    });
  });

  it("writes to a log group of its own that keeps 30 days", () => {
    const logGroup = resources.named(String(at(fn, "LoggingConfig", "LogGroup")));
    expect(logGroup.properties).toMatchObject({ LogGroupName: `/aws/lambda/${fn.ref}`, RetentionInDays: 30 });
  });

  it("answers before the gateway gives up", () => {
    const { trigger } = planOf(fn);
    expect(fn.properties["Timeout"]).toBeLessThanOrEqual(
      ["queue", "stream", "logs", "schedule"].includes(trigger) ? 60 : 29,
    );
  });

  it("is used by Lambda alone", () => {
    const role = resources.named(String(fn.properties["Role"]));
    const [statement] = at(role, "AssumeRolePolicyDocument", "Statement") as readonly Record<string, unknown>[];
    expect(statement).toMatchObject({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" } });
    expect(role.properties["ManagedPolicyArns"]).toBeUndefined();
  });

  it("is told what its service declares for it, beside what the chains read themselves", () => {
    const ofChains = [
      "ALLOWED_ORIGINS",
      "TABLE_NAME",
      "CURSOR_KEY_SECRET_ARN",
      "DEAD_LETTER_QUEUE_URL",
      "MAX_RECEIVES",
      "SOCKET_URL",
    ];
    const told = Object.keys(variablesOf(fn)).filter(
      (name) => !name.startsWith("POWERTOOLS_") && !ofChains.includes(name),
    );
    expect(told.sort()).toEqual(Object.keys(planOf(fn).settings).sort());
  });

  it("finds no secret in its environment, only where to read one", () => {
    const telling = Object.entries(variablesOf(fn)).filter(([name]) => /KEY|SECRET|PASSWORD|TOKEN/.test(name));
    for (const [name, value] of telling) {
      expect(name).toMatch(/_SECRET_ARN$/);
      expect(value).toMatch(/^arn:aws:secretsmanager:/);
    }
  });
});
