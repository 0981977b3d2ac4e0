// Weighs what the desk loads first: the entry and the desk with everything they import at once. Fails above the budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** Gzipped, for the desk of an agent on a slow branch-office line (docs: ui, latency budgets). */
const DESK_BYTES_MAX = 300 * 1024;

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist)));
const files = new Set();
const visit = (key) => {
  const chunk = manifest[key];
  if (!chunk || files.has(chunk.file)) return;
  files.add(chunk.file);
  for (const css of chunk.css ?? []) files.add(css);
  for (const next of chunk.imports ?? []) visit(next);
};
for (const key of ["index.html", "src/login/Login.tsx", "src/desk/Desk.tsx", "src/desk/DeskBar.tsx"]) {
  if (!manifest[key]) throw new Error(`no chunk \`${key}\` in the manifest: did the file move?`);
  visit(key);
}
let total = 0;
for (const file of files) total += gzipSync(readFileSync(new URL(file, dist))).length;
console.log(
  `desk first load: ${(total / 1024).toFixed(0)} KB gzip in ${files.size} files (budget ${DESK_BYTES_MAX / 1024} KB)`,
);
if (total > DESK_BYTES_MAX) process.exit(1);
