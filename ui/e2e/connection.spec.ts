// The server goes silent, and the server dies: the desk says so within three seconds and comes back by itself.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Centre } from "./centre";
import { agentBackAtDesk, chooseState, inState, launch, shoot, shootAll } from "./lib";

/** The band's promise. */
const TOLD_MS_MAX = 3_000;

let centre: Centre;
let browser: Browser;

beforeAll(async () => {
  [centre, browser] = await Promise.all([Centre.start(), launch()]);
});

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

const LOST = "与服务器的连接断了，正在重连…";

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(browser, task.name);
});

async function toldAfter(page: Page, stop: () => Promise<void> | void): Promise<number> {
  const told = page.getByRole("alert").getByText(LOST).waitFor();
  const at = performance.now();
  await stop();
  await told;
  return performance.now() - at;
}

it("tells of a lost connection within three seconds and mends it", async () => {
  const page = await agentBackAtDesk(browser, { url: centre.url }, "agent1");
  await chooseState(page, /^就绪/);
  await inState(page, "就绪");

  const silent = await toldAfter(page, () => centre.freeze());
  await shoot(page, "desk-lost");
  centre.thaw();
  await page.getByRole("alert").getByText(LOST).waitFor({ state: "detached" });
  await page.locator('[data-link="connected"]').waitFor();

  const dead = await toldAfter(page, () => centre.kill());
  await centre.startAgain();
  await page.getByRole("alert").getByText(LOST).waitFor({ state: "detached" });
  await page.locator('[data-link="connected"]').waitFor();
  console.log(`connection lost to band: ${silent.toFixed(0)} ms frozen, ${dead.toFixed(0)} ms dead`);
  expect(silent).toBeLessThan(TOLD_MS_MAX);
  expect(dead).toBeLessThan(TOLD_MS_MAX);

  // After a restart nobody is ready who did not say so again.
  await inState(page, "已签入");
  await chooseState(page, /^就绪/);
  await inState(page, "就绪");
  const customer = centre.call();
  await customer.answered();
  customer.press("2");
  await inState(page, "振铃");
  await page.keyboard.press("F2");
  await inState(page, "通话");
  customer.hangUp();
  await inState(page, "话后处理");
});
