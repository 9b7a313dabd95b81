import { createRequire } from "node:module";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flagLock, shell } from "../cli/shell.ts";
import { chromiumPath, withoutChromium } from "./chromium.ts";

/** Milliseconds: a browser takes its time to start on a busy machine. */
const patience = 120_000;

/** Set to a folder to take the pictures of docs/html-report.md anew. */
const pictures = process.env["SCREENSHOTS"];

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const refcount = /```ts title="refcount\.ts"\n(.*?)```/su.exec(readme)?.[1] ?? "";
const hostile = refcount.replace("the object is freed once", "</script><script>document.title = 'broken'</script><!-- \u2028");

const { folder, file, run } = shell();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Axe {
  run(options: { readonly runOnly?: readonly string[] }): Promise<{ readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[] }[] }>;
}

/** What axe finds in the page, by some of its rules or by all. */
async function accessibilityFaults(page: Page, rules: readonly string[] | undefined): Promise<readonly string[]> {
  return page.evaluate(async (only) => {
    const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run(only === undefined ? {} : { runOnly: only });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""} ${nodes[0]?.failureSummary ?? ""}`);
  }, rules);
}

describe.skipIf(chromiumPath === undefined)(`the page in a browser${chromiumPath === undefined ? ` (${withoutChromium})` : ""}`, () => {
  let browser: Browser | undefined;
  const complaints: string[] = [];

  beforeAll(async () => {
    file("refcount.ts", refcount);
    file("hostile.ts", hostile);
    file("lock.ts", flagLock);
    const large = "check p2pdma --set variant=V4 --set scenario=gup-remap --set tlbFlush=noipi --set failBudget=1 --set preemptible=true --set debugVm=false --property P5 --reporter html=sixty.html";
    for (const args of ["check refcount.ts --reporter html=six.html", "check lock.ts --reporter html=lock.html", "check hostile.ts --reporter html=hostile.html", large]) await run(args);
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: ["--no-sandbox"] });
  }, patience);

  afterAll(async () => {
    await browser?.close();
  });

  async function open(name: string, fragment: string, options: { readonly width?: number; readonly height?: number; readonly dark?: boolean } = {}): Promise<Page> {
    const { width = 1280, height = 800, dark = false } = options;
    const page = await (browser as Browser).newPage({ viewport: { width, height }, colorScheme: dark ? "dark" : "light" });
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!/^(?:file|data):/u.test(request.url())) complaints.push(`asks for ${request.url()}`);
    });
    await page.goto(`file://${join(folder, name)}${fragment}`);
    await page.waitForSelector("h1");
    return page;
  }

  const violation = "#/refcount/1/property/double-free";

  /** What the stepping shows: the selected row's number, and the panel's heading. */
  async function selected(page: Page): Promise<string> {
    return `${(await page.locator('[aria-current="step"]').count()).toString()} row, ${(await page.locator(".inspector h2").first().innerText()).replace(/\s+/gu, " ")}`;
  }

  it("lands on the matrix, and a violated cell leads to its story", async () => {
    const page = await open("six.html", "");
    expect(await page.locator("h1").innerText()).toBe("1 configuration of 1 not as expected");
    expect((await page.locator(".key").innerText()).replaceAll(/\s+/gu, " ")).toBe("✗ violated, not expected ✓ holds A red mark leads to the steps that show it.");
    await page.getByRole("link", { name: "double-free violated, not expected: show how" }).click();
    expect(await page.locator("h1").innerText()).toMatch(/double-free is violated\s*not expected/u);
    expect(new URL(page.url()).hash).toBe(violation);
    await page.close();
  });

  it("is stepped through with the keyboard", async () => {
    const page = await open("six.html", violation);
    const seen = [await selected(page)];
    for (const key of ["Home", "j", "ArrowRight", "ArrowDown", "k", "ArrowLeft", "ArrowUp", "ArrowUp", "End", "j"]) {
      await page.keyboard.press(key);
      seen.push(await selected(page));
    }
    expect(seen).toEqual(
      ["Step 6 user thread0", "Initial state", "Step 1 user thread0", "Step 2 user thread1", "Step 3 user thread1", "Step 2 user thread1", "Step 1 user thread0", "Initial state", "Initial state", "Step 6 user thread0", "Step 6 user thread0"].map((heading) => `1 row, ${heading}`),
    );
    expect(new URL(page.url()).hash).toBe(`${violation}/6`);
    await page.close();
  });

  it("draws an arrow from the write to the read that used it, and follows it back", async () => {
    const page = await open("six.html", violation);
    expect(await page.locator("path.arrow").count()).toBe(1);
    expect(await page.locator("text.carried").textContent()).toBe("freed");
    await page.keyboard.press("a");
    expect(await page.locator("path.arrow").count()).toBe(3); // both threads look at the count that the second has left
    await page.getByRole("button", { name: "step 4", exact: true }).click();
    expect(await selected(page)).toBe("1 row, Step 4 user thread1");
    await page.close();
  });

  it("shows what the property looks at and compares, with old and new values, at every step", async () => {
    const values = async (page: Page): Promise<readonly string[]> => (await page.locator(".inspector .values:below(h3:text('It '))").allInnerTexts()).map((text) => text.replaceAll(/\s+/gu, " "));
    const six = await open("six.html", `${violation}/4`);
    expect(await values(six)).toEqual(["freed false→true"]);
    await six.keyboard.press("j");
    expect(await values(six)).toEqual(["freed true"]);
    await six.close();
    const lock = await open("lock.html", "#/flag-lock/1/property/mutex");
    expect(await values(lock)).toEqual(['Process.count((i) => user[i].at("critical section")) 1→2']);
    await lock.close();
  });

  it("filters the state tree, and shows old and new values", async () => {
    const page = await open("six.html", `${violation}/4`);
    expect(await page.locator(".leaf").allInnerTexts()).toEqual(["count\n0", "freed\nfalse→true"]);
    await page.keyboard.press("/");
    await page.keyboard.type("fre");
    expect(await page.locator(".leaf .name").allInnerTexts()).toEqual(["freed"]);
    await page.close();
  });

  it("shows what the data says as text, whatever it says", async () => {
    const page = await open("hostile.html", violation);
    expect(await page.title()).toBe("refcount - Allways");
    expect(await page.locator(".claim").innerText()).toContain("</script><script>document.title = 'broken'</script>");
    await page.close();
  });

  const views = [
    ["six.html", ""],
    ["six.html", "#/refcount/1"],
    ["six.html", violation],
    ["sixty.html", "#/p2pdma/1/property/P5"],
  ] as const;

  it("has no fault of accessibility that axe knows, light and dark, and fits 400 pixels: nothing but the matrix scrolls sideways", async () => {
    for (const [name, fragment] of views) {
      const page = await open(name, fragment);
      await page.evaluate(axe);
      for (const colorScheme of ["dark", "light"] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await accessibilityFaults(page, colorScheme === "dark" ? ["color-contrast"] : undefined), `${name}${fragment} ${colorScheme}`).toEqual([]);
      }
      await page.setViewportSize({ width: 400, height: 800 });
      expect(await page.evaluate("document.documentElement.scrollWidth"), `${name}${fragment}`).toBe(400);
      await page.close();
    }
  });

  it("prints the whole story, without what only a screen can use", async () => {
    const page = await open("sixty.html", "#/p2pdma/1/property/P5");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".stepper").isVisible()).toBe(false);
    const { shown, whole } = await page.locator(".lanes").evaluate((lanes) => ({ shown: lanes.clientHeight, whole: lanes.scrollHeight }));
    expect(shown).toBe(whole);
    await page.close();
  });

  it.runIf(pictures !== undefined)("has its pictures taken", async () => {
    const to = fileURLToPath(new URL(`../../${pictures ?? ""}/`, import.meta.url));
    const shots = [
      ["six-wide-light", "six.html", violation, { width: 1180, height: 660 }],
      ["six-narrow-dark", "six.html", violation, { width: 400, height: 800, dark: true }],
      ["sixty-wide-dark", "sixty.html", "#/p2pdma/1/property/P5", { width: 1280, height: 800, dark: true }],
      ["sixty-narrow-light", "sixty.html", "#/p2pdma/1/property/P5/60", { width: 400, height: 800 }],
    ] as const;
    for (const [picture, name, fragment, options] of shots) {
      const page = await open(name, fragment, options);
      const path = join(to, `html-report-${picture}.png`);
      await page.screenshot({ path });
      expect(existsSync(path)).toBe(true);
      await page.close();
    }
  });

  it("has complained of nothing and asked nobody for anything", () => {
    expect(complaints).toEqual([]);
  });
});
