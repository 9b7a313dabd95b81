import type { ScopeOf } from "../trace/predicate-parts.ts";

/*
 * The variables that a function sees around it. JavaScript has no way to ask; the debugger's interface to V8 has, in the same process and without
 * stopping it.
 */

const inspector = process.getBuiltinModule("node:inspector");

/** Where the function waits for the debugger, and the variables for us: the two share nothing but the global object. */
const slot = "__allwaysScope";

/** Run by V8 on a scope. A variable whose declaration has not been run yet throws; nobody can have used it. */
const collect = `function () {
  const scope = {};
  for (const name of Object.keys(this.object)) try { scope[name] = this.object[name]; } catch {}
  ${slot}.scopes.push(scope);
}`;

interface Slot {
  readonly of: unknown;
  readonly scopes: Readonly<Record<string, unknown>>[];
}

interface Remote {
  readonly value?: { readonly objectId?: string; readonly description?: string };
  readonly name: string;
}

export const scopeOf: ScopeOf = (of) => {
  if (inspector === undefined || typeof of !== "function") return undefined;
  const globals = globalThis as unknown as Record<string, Slot | undefined>;
  const session = new inspector.Session();
  const shared: Slot = { of, scopes: [] };
  globals[slot] = shared;
  try {
    session.connect();
    const found = post(session, "Runtime.evaluate", { expression: `${slot}.of` }) as { result: { objectId: string } };
    const { internalProperties = [] } = post(session, "Runtime.getProperties", { objectId: found.result.objectId }) as { internalProperties?: Remote[] };
    const scopes = internalProperties.find(({ name }) => name === "[[Scopes]]")?.value?.objectId;
    if (scopes === undefined) return undefined;
    const { result } = post(session, "Runtime.getProperties", { objectId: scopes, ownProperties: true }) as { result: Remote[] };
    // The innermost scope comes first; the global one is everybody's.
    for (const { name, value } of result.toReversed()) {
      if (!/^\d+$/u.test(name) || value?.objectId === undefined || value.description === "Global") continue;
      post(session, "Runtime.callFunctionOn", { objectId: value.objectId, functionDeclaration: collect });
    }
    return new Map(shared.scopes.flatMap((scope) => Object.entries(scope)).filter(([name]) => isVariable(name)));
  } finally {
    session.disconnect();
    globals[slot] = undefined;
  }
};

/** The protocol answers at once when the session is in the same process. */
function post(session: { post(method: string, params: object, done: (error: Error | null, result: unknown) => void): void }, method: string, params: object): unknown {
  let answer: unknown;
  session.post(method, params, (error, result) => {
    if (error !== null) throw new Error(`${method} failed`, { cause: error });
    answer = result;
  });
  return answer;
}

const reserved: ReadonlySet<string> = new Set(["this", "arguments", "eval", "new.target"]);

function isVariable(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !reserved.has(name);
}
