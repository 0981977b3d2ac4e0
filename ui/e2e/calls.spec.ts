// The agent's day with real sound: a customer calls by SIP, an agent answers in the browser, and both hear each other.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { Centre } from "./centre";
import { chooseState, hearsTone, launch, logIn, openPage, passPhoneTest, stateButton } from "./lib";
import { writeTone } from "./tone";

const AGENT_HZ = 1_000;
const CUSTOMER_HZ = 440;
const OUT = new URL("./out/", import.meta.url).pathname;

let centre: Centre;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(OUT, { recursive: true });
  centre = await Centre.start();
  const microphone = join(centre.folder, "microphone.wav");
  writeTone(microphone, AGENT_HZ);
  browser = await launch(microphone);
});

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

const shoot = (page: Page, name: string) => page.screenshot({ path: `${OUT}${name}.png` });
const command = (page: Page, id: string) => page.locator(`[data-command="desk.${id}"]`);
const state = (page: Page, word: string) => stateButton(page).filter({ hasText: word }).waitFor();

async function agentAtDesk(username: string): Promise<Page> {
  const page = await openPage(browser, { url: centre.url });
  await logIn(page, username);
  await page.waitForURL(/\/desk/);
  return page;
}

describe("a call by mouse", () => {
  it("is answered, held, resumed, summed up, and can be listened to", async () => {
    const page = await agentAtDesk("agent1");
    await passPhoneTest(page);
    await page.locator('[data-link="connected"]').waitFor();
    await shoot(page, "desk-away");
    await chooseState(page, /^就绪/);
    await state(page, "就绪");
    await shoot(page, "desk-ready");

    const customer = centre.call({ hz: CUSTOMER_HZ });
    await customer.answered();
    await customer.hearsSomething();
    customer.press("2");

    const offer = page.getByRole("region", { name: "来电提示" });
    await offer.getByText("售后", { exact: true }).waitFor();
    await offer.getByText("199 **** 1234", { exact: true }).waitFor();
    await offer.getByText(/已等候 0:\d\d/).waitFor();
    await shoot(page, "desk-ringing");
    await offer.getByRole("button", { name: /^接听/ }).click();

    await state(page, "通话");
    await Promise.all([customer.hears(AGENT_HZ), hearsTone(page, CUSTOMER_HZ)]);
    await shoot(page, "desk-talking");

    await command(page, "hold").click();
    await state(page, "保持中");
    await customer.hearsNo(AGENT_HZ);
    await customer.hearsSomething();
    await shoot(page, "desk-held");
    await command(page, "hold").click();
    await state(page, "通话");
    await Promise.all([customer.hears(AGENT_HZ), hearsTone(page, CUSTOMER_HZ)]);

    await command(page, "hangUp").click();
    await customer.ended();
    await state(page, "话后处理");
    await shoot(page, "desk-wrap-up");
    await page.getByRole("radio", { name: /查询进度/ }).click();
    await page.getByLabel("备注").fill("客户想知道何时送到。");
    await command(page, "finish").click();
    await state(page, "就绪");

    await page.getByRole("link", { name: "通话记录" }).click();
    const row = page.locator('tbody tr[tabindex="0"]').first();
    await row.getByText("查询进度").waitFor();
    await shoot(page, "calls");
    await row.click();
    await page.context().close();
  });
});
