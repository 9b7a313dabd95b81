import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { AllwaysError } from "../language/error.ts";
import { contentSecurityPolicy, htmlDocument, type PageBundle } from "../report/html/document.ts";
import type { Move, Path } from "../search/outcome.ts";
import type { Explorer } from "./explorer.ts";
import { systemReason } from "./system-reason.ts";

/** A page that is being served. */
export interface ExploreServer {
  /** With the token: whoever knows it can ask. */
  readonly url: string;
  close(): Promise<void>;
}

/** What is answered. */
interface Answer {
  readonly status: number;
  readonly type: "text/html" | "application/json" | "text/plain";
  readonly body: string;
}

/**
 * Serve the page and its questions, to this machine only. Other users of it do not know the token, which is the first part of every path; other pages in the
 * browser cannot come by a name that they have made resolve to 127.0.0.1 (DNS rebinding), because the Host header must name this server.
 *
 * @param port 0: any that is free.
 *
 * @throws AllwaysError AW312 if the port cannot be had.
 */
export async function serveExplorer(explorer: Explorer, page: PageBundle, { token, port }: { readonly token: string; readonly port: number }): Promise<ExploreServer> {
  let hosts: ReadonlySet<string> = new Set();
  const server = createServer((request, response) => {
    void respond(request, response);
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, body } = await answer(request);
    response.writeHead(status, {
      "Content-Type": `${type}; charset=utf-8`,
      "Content-Security-Policy": `${contentSecurityPolicy(page, true)}; frame-ancestors 'none'`,
      "Cache-Control": "no-store",
      "Cross-Origin-Resource-Policy": "same-origin",
      "Referrer-Policy": "no-referrer",
      "X-Content-Type-Options": "nosniff",
    });
    response.end(request.method === "HEAD" ? undefined : body);
  }

  async function answer({ headers: { host }, url = "/", method = "GET" }: IncomingMessage): Promise<Answer> {
    if (!hosts.has(host ?? "")) return refusal(403, "this server answers only to its own address");
    const [given = "", ...path] = url.split("?")[0]?.slice(1).split("/") ?? [];
    if (!isSame(given, token)) return refusal(403, "the address lacks the token that allways explore has printed");
    try {
      return await answerTo(method, path.map(decodeURIComponent));
    } catch (error) {
      if (error instanceof AllwaysError) return json(404, { error: [error.message, error.hint].filter(Boolean).join("; ") });
      if (error instanceof URIError) return refusal(404, "there is nothing here");
      return json(500, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  async function answerTo(method: string, [api, question, first = "", second = "", third = ""]: readonly string[]): Promise<Answer> {
    const reads = method === "GET" || method === "HEAD";
    if (api === "" && reads) return { status: 200, type: "text/html", body: htmlDocument("Allways explore", page, new Map([["report", explorer.report]]), true) };
    if (api !== "api") return refusal(404, "there is nothing here; the page's address ends with a slash");
    if (question === "check") {
      if (method !== "POST") return refusal(405, "a search is asked for with POST");
      await explorer.check(first, ordinal(second));
      return json(200, explorer.report);
    }
    if (!reads) return refusal(405, "this is asked for with GET");
    if (question === "walk") return json(200, explorer.walk(first, ordinal(second), pathOf(third)));
    const story = question === "story" ? explorer.story(ordinal(first)) : undefined;
    return story === undefined ? refusal(404, "there is nothing here") : json(200, story);
  }

  await new Promise<void>((listening, failed) => {
    server.once("error", (error) => failed(new AllwaysError("AW312", `cannot listen on port ${port}: ${systemReason(error)}`, { hint: "choose another with --port, or leave it out", cause: error })));
    server.listen(port, "127.0.0.1", listening);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  hosts = new Set([`127.0.0.1:${bound}`, `localhost:${bound}`]);
  return {
    url: `http://127.0.0.1:${bound}/${token}/`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function json(status: number, value: unknown): Answer {
  return { status, type: "application/json", body: JSON.stringify(value) };
}

function refusal(status: number, why: string): Answer {
  return { status, type: "text/plain", body: `${status}: ${why}\n` };
}

/** In a time that does not tell how much of it was right. */
function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function ordinal(text: string): number {
  if (!/^\d{1,9}$/u.test(text)) throw new AllwaysError("AW311", `"${text}" is not a number of anything here`);
  return Number(text);
}

/** `0,2.0.0,1.0.3`: the ordinal of an initial state, then for each step process, action and choice. */
function pathOf(text: string): Path {
  const [initial = "", ...moves] = text.split(",");
  return {
    initial: ordinal(initial),
    moves: moves.map((move): Move => {
      const [process = "", action = "", choice = ""] = move.split(".");
      return { process: ordinal(process), action: ordinal(action), choice: ordinal(choice) };
    }),
  };
}
