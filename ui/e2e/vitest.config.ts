import { defineConfig } from "vitest/config";

// Journeys in a real browser against a running server (`QIAO_URL`). One after the other: they share one centre.
export default defineConfig({
  test: {
    environment: "node",
    root: import.meta.dirname,
    include: ["**/*.spec.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
