import type { ChildProcess } from "node:child_process";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ReportData, Story } from "../../checker/page/data.ts";
import { exploring } from "./exploring.ts";
import { flagLock, shell } from "./shell.ts";

const { folder, file, run } = shell();

interface Answered {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

describe("allways explore", () => {
  let child: ChildProcess;
  let output: string;
  let url: URL;

  beforeAll(async () => {
    file("lock.ts", flagLock);
    ({ child, output, url } = await exploring(folder, ["lock.ts", "--set", "processes=2,3"]));
  }, 60_000);

  afterAll(() => {
    child.kill("SIGKILL");
  });

  async function ask(path: string, more: { readonly method?: string; readonly host?: string } = {}): Promise<Answered> {
    return new Promise((answered, failed) => {
      const asking = request({ host: "127.0.0.1", port: url.port, path, method: more.method ?? "GET", headers: { Host: more.host ?? url.host } }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => (body += text));
        response.on("end", () => answered({ status: response.statusCode, headers: response.headers, body }));
      });
      asking.on("error", failed).end();
    });
  }

  const api = async (path: string, method = "GET"): Promise<Answered> => ask(`${url.pathname}api/${path}`, { method });
  const walk = async (path: string): Promise<Story> => JSON.parse((await api(`walk/flag-lock/0/${path}`)).body) as Story;
  const enabled = ({ actions, next }: Story): readonly string[] => (next.at(-1)?.enabled ?? []).map((action) => `${actions[action]?.process ?? ""} ${actions[action]?.step ?? ""} ${actions[action]?.move ?? ""}`);

  it("says where it serves, to this machine only", () => {
    expect(output.replace(/:\d+\/[\w-]{32}\//u, ":PORT/TOKEN/")).toBe("flag-lock: 2 configurations to explore at\n\n  http://127.0.0.1:PORT/TOKEN/\n\nOnly this machine can reach it, and only with this address. Ctrl-C ends it.\n");
  });

  it("serves the page with all configurations, and lets the browser ask nobody else", async () => {
    const { status, headers, body } = await ask(url.pathname);
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; .*connect-src 'self'.*frame-ancestors 'none'$/u);
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    const report = JSON.parse(/id="report">(.*?)<\/script>/su.exec(body)?.[1] ?? "") as ReportData;
    expect([report.live, report.specs[0]?.configurations]).toEqual([true, [{ config: { processes: "2", atomic: "false" } }, { config: { processes: "3", atomic: "false" } }]]);
  });

  it("answers nobody who does not know the token, or who calls it by another name", async () => {
    const token = url.pathname.slice(1, -1);
    const wrong = ["/", "/favicon.ico", `/${token}x/`, `/${token.slice(1)}/`, "/api/report"];
    expect(await Promise.all(wrong.map(async (path) => (await ask(path)).status))).toEqual(wrong.map(() => 403));
    expect(await Promise.all([`evil.example:${url.port}`, "127.0.0.1", `127.0.0.1:1`].map(async (host) => (await ask(url.pathname, { host })).status))).toEqual([403, 403, 403]);
    expect((await ask(url.pathname, { host: `localhost:${url.port}` })).status).toBe(200);
  });

  it("walks any path anew: who can run, who waits, what has changed", async () => {
    const start = await walk("0");
    expect(enabled(start)).toEqual(["0 test 0.0.0", "1 test 1.0.0"]);
    const both = await walk("0,0.0.0,1.0.0,0.0.0");
    expect(enabled(both)).toEqual(["0 critical section 0.0.0", "1 set 1.0.0"]);
    expect(both.steps.at(-1)?.changes.map(([leaf, value]) => [both.leaves[leaf]?.path, value])).toEqual([["locked", "true"]]);
    const waits = await walk("0,0.0.0,0.0.0");
    expect(waits.next.at(-1)?.blocked.map((action) => waits.actions[action]?.step)).toEqual(["test"]);
  });

  it("says why an address leads nowhere", async () => {
    const errors = await Promise.all(["walk/flag-lock/0/0,0.0.0,0.7.0", "walk/flag-lock/0/0,0.0.9", "walk/flag-lock/0/7,0.0.0", "walk/flag-lock/9/0", "walk/nobody/0/0", "walk/flag-lock/0/x", "story/99", "nothing"].map(async (path) => api(path)));
    expect(errors.map(({ status }) => status)).toEqual(errors.map(() => 404));
    expect(errors.slice(0, 6).map(({ body }) => (JSON.parse(body) as { error: string }).error)).toEqual([
      "step 2, 0.7.0, cannot be taken; possible: 0.0.0, 1.0.0",
      "step 1, 0.0.9, cannot be taken; possible: 0.0.0, 1.0.0",
      "there is no initial state 7; possible: 0",
      "there is no configuration 10 of flag-lock; the spec may have changed since this address was written",
      "there is no configuration 1 of nobody; the spec may have changed since this address was written",
      '"x" is not a number of anything here',
    ]);
  });

  it("looks for violations when it is asked to, and tells their stories", async () => {
    expect((await api("check/flag-lock/0")).status).toBe(405);
    const report = JSON.parse((await api("check/flag-lock/0", "POST")).body) as ReportData;
    const mutex = report.specs[0]?.configurations[0]?.result?.properties.find(({ id }) => id === "mutex");
    expect(mutex?.verdict).toBe("violated");
    const story = JSON.parse((await api(`story/${mutex?.story ?? ""}`)).body) as Story;
    const again = await walk([story.start, ...story.steps.map(({ action }) => story.actions[action]?.move ?? "")].join(","));
    expect(again.steps.map(({ changes }) => changes)).toEqual(story.steps.map(({ changes }) => changes));
  });

  it("ends with Ctrl-C, as it should", async () => {
    const ended = new Promise((done) => child.on("close", done));
    child.kill("SIGINT");
    expect(await ended).toBe(0);
  });
});

it("refuses a port that cannot be had, before it says anything", async () => {
  const { stdout, stderr, exitCode } = await run("explore philosophers-petri-net --port 70000");
  expect([stdout, exitCode]).toEqual(["", 2]);
  expect(stderr).toContain('error AW301: --port needs a port up to 65535, not "70000"');
});
