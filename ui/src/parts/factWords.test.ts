import { describe, expect, it } from "vitest";
import type { Config } from "../api/types";
import { en } from "../text/en";
import { type Names, nodeName } from "./factWords";

const main = { name_zh: "主菜单", name_en: "main menu" };
const named = (flows: Config["flows"], locale: Names["locale"]): Names => ({
  t: en,
  locale,
  config: { flows } as Config,
});

describe("a node of a menu", () => {
  it("is called by its name in the reader's language", () => {
    expect(nodeName(named({ hotline: { menu: main } }, "en"), "menu", "hotline")).toBe("main menu");
    expect(nodeName(named({ hotline: { menu: main } }, "zh-CN"), "menu")).toBe("主菜单");
  });

  it("is called by its key when it has no name", () => {
    expect(nodeName(named({ hotline: { menu: main } }, "en"), "menu", "survey")).toBe("menu");
    expect(nodeName(named(undefined, "en"), "menu")).toBe("menu");
    expect(nodeName({ t: en, locale: "en", config: undefined }, "menu")).toBe("menu");
  });
});
