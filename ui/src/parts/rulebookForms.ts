// For tests only: every form of the rulebook, and data that fits or does not fit its schema.

import { readdirSync, readFileSync } from "node:fs";
import type { Fields } from "../api/flows";
import type { Schema } from "./schema";

const FORMS = new URL("../../../rulebook/forms/", import.meta.url);

export const RULEBOOK_FORMS: { key: string; schema: Schema }[] = readdirSync(FORMS)
  .filter((name) => name.endsWith(".json"))
  .sort()
  .map((name) => ({
    key: name.replace(/\.json$/, ""),
    schema: JSON.parse(readFileSync(new URL(name, FORMS), "utf8")) as Schema,
  }));

/** A value that fits; everything optional is there too. */
export function sampleOf(schema: Schema, key = ""): unknown {
  if (schema.oneOf) return schema.oneOf[schema.oneOf.length - 1]?.const;
  if (schema.enum) return schema.enum[0];
  if (schema.const !== undefined) return schema.const;
  switch (schema.type) {
    case "object": {
      const fields: Fields = {};
      for (const [name, property] of Object.entries(schema.properties ?? {})) fields[name] = sampleOf(property, name);
      return fields;
    }
    case "array": {
      const count = Math.max(1, Math.min(2, schema.maxItems ?? 2), schema.minItems ?? 0);
      if (schema.items?.oneOf) return schema.items.oneOf.slice(0, count).map((one) => one.const);
      return Array.from({ length: count }, (_, place) => sampleOf(schema.items ?? {}, `${key}${place}`));
    }
    case "boolean":
      return key.length % 2 === 0;
    case "integer":
      return Math.ceil(schema.minimum ?? 3);
    case "number":
      return Math.min(schema.maximum ?? 12.5, Math.max(schema.minimum ?? 0, 12.5));
    default:
      break;
  }
  if (schema.format === "date") return "2026-11-25";
  if (schema.format === "date-time") return "2026-11-25T09:30:00+08:00";
  if (schema.format === "duration") return "PT2H30M";
  if (schema.format === "uuid") return "0190d7a0-0000-7000-8000-000000000001";
  // Hashes, and names of a few small letters.
  if (schema.pattern?.includes("{64}")) return "0".repeat(64);
  if (schema.pattern !== undefined) return "wang.fang";
  const words = `${key} 张三`.padEnd(schema.minLength ?? 0, "字");
  return schema.maxLength === undefined ? words : words.slice(0, schema.maxLength);
}

/** Values that are wrong for this field in one way each. */
export function wrongOf(schema: Schema): unknown[] {
  if (schema.oneOf || schema.enum) return ["no such choice", 7];
  if (schema.const !== undefined) return [!schema.const];
  switch (schema.type) {
    case "boolean":
      return ["true"];
    case "integer":
    case "number": {
      const wrong: unknown[] = ["abc"];
      if (schema.type === "integer") wrong.push(1.5);
      if (schema.minimum !== undefined) wrong.push(schema.minimum - 1);
      if (schema.maximum !== undefined) wrong.push(schema.maximum + 1);
      return wrong;
    }
    case "array": {
      const one = sampleOf(schema.items ?? {});
      const wrong: unknown[] = wrongOf(schema.items ?? {}).map((item) => [item]);
      if (schema.maxItems !== undefined) wrong.push(Array.from({ length: schema.maxItems + 1 }, () => one));
      return wrong;
    }
    case "object":
      return Object.entries(schema.properties ?? {}).flatMap(([key, property]) =>
        wrongOf(property).map((value) => ({ ...(sampleOf(schema) as Fields), [key]: value })),
      );
    default:
      break;
  }
  const wrong: unknown[] = [12];
  if (schema.maxLength !== undefined) wrong.push("长".repeat(schema.maxLength + 1));
  if (schema.format === "date") wrong.push("2026-02-31", "25.11.2026");
  if (schema.format === "date-time") wrong.push("2026-11-25 09:30", "2026-13-01T09:30:00+08:00");
  return wrong;
}
