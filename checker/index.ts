/** What the package exports as `allways`. */
export * from "./language/index.ts";
