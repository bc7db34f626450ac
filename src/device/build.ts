/** Which build of the app runs here: the bundler's hash in the name of the first script. */

const HASHED = /\/assets\/[^/]*-([\w-]{8})\.js$/;

/** Eight characters that change with the code; "dev" where nothing was built. */
export function readBuild(scripts: Iterable<{ readonly src: string }> = document.scripts): string {
  for (const { src } of scripts) {
    const hash = HASHED.exec(new URL(src || "/", "http://localhost").pathname)?.[1];
    if (hash !== undefined) return hash;
  }
  return "dev";
}
