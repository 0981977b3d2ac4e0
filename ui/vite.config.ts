import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `QIAO_HTTP` names another server, as the pretend one of `npm run sim` on another port.
const server = process.env.QIAO_HTTP ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react()],
  server: {
    port: 5173,
    proxy: { "/api": { target: server, ws: true, changeOrigin: false } },
  },
  build: {
    target: "es2022",
    chunkSizeWarningLimit: 1200,
    manifest: true,
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.ts"],
  },
});
