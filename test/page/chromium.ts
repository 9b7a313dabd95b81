import { existsSync } from "node:fs";

/** Where a Chromium may be; the environment decides first. Nothing is downloaded. */
const places = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** A browser to test the page in; undefined if the machine has none. */
export const chromiumPath: string | undefined = places.find((place) => place !== undefined && existsSync(place));

export const withoutChromium = "skipped: no Chromium here (Debian: apt-get install chromium, or set CHROMIUM)";
