import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exploring, type Exploring } from "../cli/exploring.ts";
import { flagLock, shell } from "../cli/shell.ts";
import { chromiumPath, withoutChromium } from "./chromium.ts";

/** As in browser.test.ts. */
const pictures = process.env["SCREENSHOTS"];

const { folder, file } = shell();

describe.skipIf(chromiumPath === undefined)(`exploring in a browser${chromiumPath === undefined ? ` (${withoutChromium})` : ""}`, () => {
  let browser: Browser | undefined;
  let served: Exploring | undefined;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    file("lock.ts", flagLock);
    served = await exploring(folder, ["lock.ts"]);
    browser = await chromium.launch({ executablePath: chromiumPath as string, args: ["--no-sandbox"] });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(served.url.href);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    served?.child.kill("SIGKILL");
  });

  const heading = async (): Promise<string> => (await page.locator(".inspector h2").first().innerText()).replace(/\s+/gu, " ");
  const address = (): string => new URL(page.url()).hash;

  it("takes any enabled step from any state, and goes back", async () => {
    await page.getByRole("link", { name: "explore", exact: true }).click();
    await page.locator("button.action", { hasText: "test" }).nth(1).click();
    await page.waitForSelector("text=1 step so far");
    await page.locator("button.action", { hasText: "test" }).click();
    await page.waitForSelector("text=2 steps so far");
    expect([await heading(), address()]).toEqual(["Step 2 user process0", "#/flag-lock/1/walk/0,1.0.0,0.0.0/2"]);
    await page.keyboard.press("k");
    expect(await heading()).toBe("Step 1 user process1");
    await page.locator("button.action", { hasText: "set" }).click();
    await page.waitForFunction("location.hash.endsWith('1.0.0,1.0.0/2')");
    await page.goBack();
    await page.waitForFunction("location.hash.includes('1.0.0,0.0.0')");
  });

  it.runIf(pictures !== undefined)("has its picture taken", async () => {
    const path = fileURLToPath(new URL(`../../${pictures ?? ""}/explore.png`, import.meta.url));
    await page.screenshot({ path });
    expect(existsSync(path)).toBe(true);
  });

  it("comes back to a state by its address", async () => {
    await page.goto(`${served?.url.href ?? ""}#/flag-lock/1/walk/0,0.0.0,1.0.0,0.0.0/3`);
    await page.reload();
    await page.waitForSelector("text=3 steps so far");
    expect([await heading(), await page.locator(".action").allInnerTexts()]).toEqual(["Step 3 user process0", ["critical section", "lock\nset"]]);
  });

  it("says why an address leads nowhere", async () => {
    await page.goto(`${served?.url.href ?? ""}#/flag-lock/1/walk/0,0.9.0/1`);
    expect(await page.getByRole("alert").innerText()).toBe("step 1, 0.9.0, cannot be taken; possible: 0.0.0, 1.0.0");
  });

  it("looks for violations, jumps to one, and goes on from there", async () => {
    await page.goto(`${served?.url.href ?? ""}#/flag-lock/1`);
    await page.getByRole("button", { name: "Look for violations" }).click();
    await page.getByRole("link", { name: /violated, not expected mutex/u }).click();
    expect(await page.locator("h1").innerText()).toContain("mutex is violated");
    // The keys are heard a moment after the page is seen.
    await expect
      .poll(async () => {
        await page.keyboard.press("Home");
        return address();
      }, { timeout: 20_000 })
      .toMatch(/\/0$/u);
    await page.keyboard.press("j");
    await page.getByRole("link", { name: "Go on from here by hand" }).click();
    await page.waitForSelector("text=1 step so far");
    expect(await page.getByRole("link", { name: "how mutex is violated" }).isVisible()).toBe(true);
  });

  it("has complained of nothing but the address that leads nowhere", () => {
    expect(complaints).toEqual([expect.stringContaining("404")]);
  });
});
