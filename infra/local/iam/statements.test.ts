import { describe, expect, it } from "vitest";
import { createAuthorize } from "./authorize.ts";
import { aResource, aRole, managed, resourcesOf, roleArn } from "./fixture.ts";

// IAM User Guide, "IAM JSON policy element reference": what of it is evaluated here
describe("a policy form that is not evaluated", () => {
  it.each([
    [{ Effect: "Allow", NotAction: "sns:*", Resource: "*" }, "policy element NotAction"],
    [{ Effect: "Allow", Action: "sns:*", NotResource: "*" }, "policy element NotResource"],
    [
      { Effect: "Allow", Action: "sns:*", Resource: "*", Condition: { NumericEquals: { "aws:SourceAccount": "1" } } },
      "condition operator NumericEquals",
    ],
    [
      { Effect: "Allow", Action: "sns:*", Resource: "*", Condition: { StringEquals: { "aws:username": "a" } } },
      "condition key aws:username",
    ],
    [
      {
        Effect: "Allow",
        Action: "dynamodb:*",
        Resource: "*",
        Condition: { StringLike: { "dynamodb:LeadingKeys": "a" } },
      },
      "needs ForAllValues",
    ],
    [{ Effect: "Allow", Action: "sns:*", Resource: ["arn:aws:sns:::$", "{aws:username}"].join("") }, "policy variable"],
    [{ Effect: "Maybe", Action: "sns:*", Resource: "*" }, "Effect"],
  ])("stops the start with a message that names policy and form", (statement, message) => {
    const start = () => createAuthorize(resourcesOf(aRole("orders", statement)));
    expect(start).toThrow(message);
    expect(start).toThrow("ordersPolicy (AWS::IAM::Policy)");
  });

  it("stops the start for managed policies and trust it does not know", () => {
    const role = aRole("orders");
    const administrator = managed(role, "arn:aws:iam::aws:policy/AdministratorAccess");
    expect(() => createAuthorize(resourcesOf(administrator))).toThrow("AdministratorAccess is not known");
    const aFunction = aResource("AWS::Lambda::Function", "Function", { Role: roleArn("other") });
    expect(() => createAuthorize(resourcesOf(role, aFunction))).toThrow("cannot be assumed by Lambda");
  });
});
