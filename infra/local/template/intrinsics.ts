import { accountId, region } from "./physical.ts";

/** Where the values behind the intrinsic functions come from. */
export type Scope = {
  /** `Ref` of a resource or parameter. */
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): string;
  importValue(name: string): unknown;
};

/** A template uses an intrinsic function in a way that this runtime cannot resolve. */
export class IntrinsicError extends Error {
  override readonly name = "IntrinsicError";
}

/**
 * Replaces every intrinsic function in `value` by what it stands for, as CloudFormation does.
 * Source: "Intrinsic function reference" and "Pseudo parameters reference" in the CloudFormation user guide.
 *
 * @throws IntrinsicError for a function this runtime does not know, or one with arguments of another shape.
 */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && (only[0] === "Ref" || only[0].startsWith("Fn::"))) {
    const intrinsic = intrinsics[only[0]];
    if (intrinsic === undefined) throw new IntrinsicError(`${only[0]} is not known here`);
    return intrinsic(only[1], scope);
  }
  return Object.fromEntries(entries.map(([name, item]) => [name, resolve(item, scope)]));
}

const intrinsics: Readonly<Record<string, (argument: unknown, scope: Scope) => unknown>> = {
  Ref: (argument, scope) => reference(text(argument, "Ref"), scope),
  "Fn::GetAtt": (argument, scope) => {
    const [logicalId, name] = list(argument, "Fn::GetAtt");
    return scope.attribute(text(logicalId, "Fn::GetAtt"), text(name, "Fn::GetAtt"));
  },
  "Fn::Join": (argument, scope) => {
    const [separator, items] = list(argument, "Fn::Join");
    return list(resolve(items, scope), "Fn::Join").join(text(separator, "Fn::Join"));
  },
  "Fn::Sub": (argument, scope) =>
    text(argument, "Fn::Sub").replace(/\$\{([^}]+)\}/g, (_, name: string) => String(reference(name, scope))),
  "Fn::ImportValue": (argument, scope) => scope.importValue(text(resolve(argument, scope), "Fn::ImportValue")),
  "Fn::Select": (argument, scope) => {
    const [index, items] = list(argument, "Fn::Select");
    return list(resolve(items, scope), "Fn::Select")[Number(resolve(index, scope))];
  },
  "Fn::Split": (argument, scope) => {
    const [separator, source] = list(argument, "Fn::Split");
    return text(resolve(source, scope), "Fn::Split").split(text(separator, "Fn::Split"));
  },
};

function reference(logicalId: string, scope: Scope): unknown {
  switch (logicalId) {
    case "AWS::AccountId":
      return accountId;
    case "AWS::Region":
      return region;
    case "AWS::Partition":
      return "aws";
    case "AWS::URLSuffix":
      return "amazonaws.com";
    default:
      return scope.ref(logicalId);
  }
}

function list(value: unknown, intrinsic: string): unknown[] {
  if (!Array.isArray(value)) throw new IntrinsicError(`${intrinsic} needs a list`);
  return value;
}

function text(value: unknown, intrinsic: string): string {
  if (typeof value !== "string") throw new IntrinsicError(`${intrinsic} needs a text`);
  return value;
}
