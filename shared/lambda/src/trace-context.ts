/**
 * Where the X-Ray SDK keeps its current segment. The bundles have this in place of `cls-hooked/context`, which hooks into
 * every promise: that took a sixth of a checkout's CPU. It offers what the SDK asks for, and no more.
 */
import { AsyncLocalStorage } from "node:async_hooks";

type Values = Record<string, unknown>;

const storage = new AsyncLocalStorage<Values>();

/** The context of whatever runs outside of every `run`: in Lambda, the environment's one invocation. */
let entered: Values | undefined;

function active(): Values | undefined {
  return storage.getStore() ?? entered;
}

const namespace = {
  set(key: string, value: unknown): unknown {
    const values = active();
    if (values === undefined) throw new Error("There is no context: nobody has entered one.");
    values[key] = value;
    return value;
  },
  get: (key: string): unknown => active()?.[key],
  /** A context in which all of the current one is seen, and nothing that is set gets out. */
  createContext: (): Values => Object.create(active() ?? null),
  enter(context: Values): void {
    entered = context;
  },
  /** Runs `task`, and whatever it begins, in a context of its own. */
  run(task: (context: Values) => void): Values {
    const context = namespace.createContext();
    storage.run(context, () => task(context));
    return context;
  },
};

/** The one context there is, whatever name the SDK asks for. */
export function createNamespace() {
  return namespace;
}
/** The same context. */
export function getNamespace() {
  return namespace;
}
/** Forgets the context that was entered. */
export function destroyNamespace(): void {
  entered = undefined;
}
