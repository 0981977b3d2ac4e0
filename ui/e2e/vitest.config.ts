import { configDefaults, defineConfig } from "vitest/config";

// Journeys in a real browser against a real server, each file with a centre of its own, one after the other: they share
// the machine's ports and its two cores. `QIAO_BUILT=1` spares the look for newer sources.
export default defineConfig({
  test: {
    environment: "node",
    root: import.meta.dirname,
    include: process.env.PICTURES ? ["pictures.ts"] : ["**/*.spec.ts"],
    // Pictures against the pretend server are made on demand, by `npm run shots`.
    exclude: process.env.SHOTS ? configDefaults.exclude : [...configDefaults.exclude, "shots.spec.ts"],
    globalSetup: ["./setup.ts"],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
});
