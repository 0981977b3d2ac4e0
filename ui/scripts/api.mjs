// Writes src/api/generated/schema.d.ts from the server's OpenAPI document, which `qiao openapi` prints.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../../crates/server/openapi.json", import.meta.url);
const target = fileURLToPath(new URL("../src/api/generated/schema.d.ts", import.meta.url));

if (!existsSync(document)) {
  console.error(`no ${fileURLToPath(document)}: make it with \`qiao openapi\``);
  process.exit(1);
}
const api = JSON.parse(readFileSync(document, "utf8"));
mkdirSync(fileURLToPath(new URL("../src/api/generated/", import.meta.url)), { recursive: true });
writeFileSync(
  target,
  `// Made by \`npm run api\` from crates/server/openapi.json. Do not edit.\n${astToString(await openapiTS(api))}`,
);
console.log(`wrote ${target}`);
