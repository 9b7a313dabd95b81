import { statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Whether files have changed since they were noticed. They are looked at again and again, because what tells of changes by itself does so differently
 * on every system, not at all on some network drives, and not of a file that an editor puts in the place of another.
 */
export class FileWatch {
  readonly #stamps = new Map<string, string>();
  readonly #files = new Set<string>();

  get files(): readonly string[] {
    return [...this.#files];
  }

  get changed(): boolean {
    return [...this.#stamps].some(([path, stamp]) => stampOf(path) !== stamp);
  }

  /** Call this before a file is read: what is written after that is a change. */
  notice(file: string): void {
    this.#files.add(file);
    this.#stamp(file);
  }

  /** A file that is missing may come: from now on a new file beside one of these is a change, too. */
  noticeFolders(): void {
    for (const file of this.#files) this.#stamp(dirname(file));
  }

  #stamp(path: string): void {
    if (!this.#stamps.has(path)) this.#stamps.set(path, stampOf(path));
  }
}

function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? "" : [found.mtimeNs, found.size, found.ino].join(" ");
}
