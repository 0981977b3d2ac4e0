// Pictures of every room for looking at, and axe on each. `npm run shots` against the pretend server (SIM_FAST=1).

import { mkdirSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axe, chooseState, launch, logIn, openPage, type PageOptions, passPhoneTest, type Violation } from "./lib";

const out = new URL("./out/", import.meta.url).pathname;
const SIZES: PageOptions[] = [
  { width: 1440, height: 900, locale: "zh-CN" },
  { width: 1280, height: 720, locale: "en" },
  ...(process.env.SHOTS === "all"
    ? ([
        { width: 1280, height: 720, locale: "zh-CN" },
        { width: 1440, height: 900, locale: "en" },
        { width: 1440, height: 900, locale: "zh-CN", appearance: "dark" },
      ] as PageOptions[])
    : []),
];

/** Catalogue, one flow with its tabs, instances, one of them, deputies. */
const FLOWS = [
  "flows",
  "flows/leave",
  "flows/leave?tab=numbers",
  "flows/leave?tab=text",
  "flows/leave?tab=change",
  "flows/leave/start",
  "flows/instances?box=all",
  "flows/instances/01950000-0000-7000-8000-000000000002",
  "flows/delegations",
];

let browser: Browser;
const found: (Violation & { room: string })[] = [];

beforeAll(async () => {
  mkdirSync(out, { recursive: true });
  browser = await launch();
});

afterAll(async () => {
  await browser.close();
});

describe.each(SIZES)("rooms at $width×$height in $locale $appearance", (size) => {
  const label = `${size.width}-${size.locale}${size.appearance === "dark" ? "-dark" : ""}`;
  const shoot = async (page: Page, room: string) => {
    await page.waitForTimeout(400);
    await page.screenshot({ path: `${out}${label}-${room}.png` });
    for (const violation of await axe(page)) found.push({ ...violation, room: `${label} ${room}` });
  };

  it("shows the agent's day", async () => {
    const page = await openPage(browser, size);
    page.on("pageerror", (error) => console.error(`${label}: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && console.error(`${label}: ${message.text()}`));
    await page.goto("/login");
    await page.waitForTimeout(600);
    await shoot(page, "login");
    await logIn(page, "agent2");
    await page.waitForURL(/desk/);
    await shoot(page, "desk-test");
    await passPhoneTest(page);
    await shoot(page, "desk-away");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("xx");
    await shoot(page, "palette");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await shoot(page, "help");
    await page.keyboard.press("Escape");
    await chooseState(page, /^(就绪|Ready)/);
    await page.waitForSelector('[data-command="desk.answer"]:not(:disabled)', { timeout: 30_000 });
    await page.waitForTimeout(1_500);
    await shoot(page, "desk-rings");
    await page.keyboard.press("F2");
    await page.waitForSelector('[data-command="desk.hold"]:not(:disabled)');
    await page.waitForTimeout(3_000);
    await shoot(page, "desk-talks");
    await page.keyboard.press("F4");
    await page.waitForTimeout(1_200);
    await page.locator('[data-command="desk.mute"]').click();
    await shoot(page, "desk-holds");
    await page.keyboard.press("F4");
    await page.waitForTimeout(500);
    await page.locator('[data-command="desk.keypad"]').click();
    await page.keyboard.press("5");
    await shoot(page, "desk-keypad");
    await page.keyboard.press("Escape");
    await page.locator('[data-command="desk.hangUp"]').click();
    await page.waitForSelector('[data-command="desk.finish"]:not(:disabled)');
    await page.keyboard.press("F9");
    await shoot(page, "desk-wrap-up");
    await page.context().close();
  });

  it("shows the floor, the calls and the console", async () => {
    const page = await openPage(browser, size);
    page.on("pageerror", (error) => console.error(`${label}: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && console.error(`${label}: ${message.text()}`));
    await logIn(page, "manager");
    await page.waitForTimeout(2_500);
    await shoot(page, "floor");
    await page.goto("/wallboard");
    await page.waitForTimeout(1_500);
    await shoot(page, "wallboard");
    await page.goto("/calls");
    await page.waitForSelector('tbody tr[tabindex="0"]');
    await shoot(page, "calls");
    await page.goto("/calls?outcome=answered");
    await page.locator('tbody tr[tabindex="0"]').nth(25).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("canvas");
    await shoot(page, "call");
    for (const room of ["tasks", "notices", ...FLOWS, "reports", "people", "journal", "settings"]) {
      await page.goto(`/${room}`);
      await page.waitForTimeout(1_200);
      await shoot(page, room.replaceAll(/[/?=&]/g, "-"));
    }
    await page.context().close();
  });
});

describe("axe", () => {
  it("finds nothing in any room", () => {
    expect(found).toEqual([]);
  });
});
