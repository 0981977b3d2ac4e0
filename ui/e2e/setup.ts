// Once before all journeys: the server, the customer's telephone and the UI, built when a source is newer.

import { execFileSync } from "node:child_process";
import { ROOT } from "./centre";

export default function setup(): void {
  const run = (command: string, ...words: string[]) => execFileSync(command, words, { cwd: ROOT, stdio: "inherit" });
  // `npm run shots` plays against the pretend server.
  if (process.env.QIAO_BUILT || process.env.SHOTS) return;
  run("scripts/ui.sh");
  run(
    "cargo",
    "build",
    "--quiet",
    "--package",
    "server",
    "--package",
    "callers",
    "--bin",
    "qiao",
    "--example",
    "caller",
  );
}
