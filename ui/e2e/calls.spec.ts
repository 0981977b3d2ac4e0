// The agent's day with real sound: a customer calls by SIP, an agent answers in the browser, and both hear each other.

import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre, SHORT_RING_KEY } from "./centre";
import {
  agentAtDesk,
  agentBackAtDesk,
  axe,
  chooseState,
  DEMO_PASSWORD,
  hearsTone,
  inState,
  launch,
  logIn,
  openPage,
  seriousOnes,
  shoot,
  shootAll,
} from "./lib";
import { writeTone } from "./tone";

const AGENT_HZ = 1_000;
const CUSTOMER_HZ = 440;

let centre: Centre;
let browser: Browser;

beforeAll(async () => {
  centre = await Centre.start();
  const microphone = join(centre.folder, "microphone.wav");
  writeTone(microphone, AGENT_HZ);
  browser = await launch(microphone);
});

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(browser, task.name);
});

const command = (page: Page, id: string) => page.locator(`[data-command="desk.${id}"]`);

/** A picture for people, and axe for what a picture does not show. */
async function look(page: Page, name: string): Promise<void> {
  await shoot(page, name);
  expect(seriousOnes(await axe(page)), name).toEqual([]);
}

/** Away before the page closes: otherwise the next test's call would ring here for some seconds. */
async function leave(page: Page): Promise<void> {
  await chooseState(page, /^小休/);
  await inState(page, "小休");
  await page.context().close();
}

describe("a call by mouse", () => {
  it("is answered, held, resumed, summed up, and can be listened to", async () => {
    const page = await agentAtDesk(browser, { url: centre.url }, "agent1");
    await shoot(page, "desk-away");
    await chooseState(page, /^就绪/);
    await inState(page, "就绪");
    await look(page, "desk-ready");

    const customer = centre.call({ hz: CUSTOMER_HZ });
    await customer.answered();
    await customer.hearsSomething();
    customer.press("2");

    const offer = page.getByRole("region", { name: "来电提示" });
    await offer.getByText("售后", { exact: true }).waitFor();
    await offer.getByText("199 **** 1234", { exact: true }).waitFor();
    await offer.getByText(/已等候 0:\d\d/).waitFor();
    await look(page, "desk-ringing");
    await offer.getByRole("button", { name: /^接听/ }).click();

    await inState(page, "通话");
    await Promise.all([customer.hears(AGENT_HZ), hearsTone(page, CUSTOMER_HZ)]);
    await look(page, "desk-talking");

    await command(page, "hold").click();
    await inState(page, "保持中");
    await customer.hearsNo(AGENT_HZ);
    await customer.hearsSomething();
    await offer.getByText("客户在听音乐，听不到您。").waitFor();
    await shoot(page, "desk-held");
    await command(page, "hold").click();
    await inState(page, "通话");
    await Promise.all([customer.hears(AGENT_HZ), hearsTone(page, CUSTOMER_HZ)]);

    await command(page, "hangUp").click();
    await customer.ended();
    await inState(page, "话后处理");
    await look(page, "desk-wrap-up");
    await page.getByRole("radio", { name: /查询进度/ }).click();
    await page.getByLabel("备注").fill("客户想知道何时送到。");
    await command(page, "finish").click();
    await inState(page, "就绪");

    await page.getByRole("link", { name: "通话记录" }).click();
    const row = page.locator('tbody tr[tabindex="0"]').first();
    await row.getByText("查询进度").waitFor();
    await shoot(page, "calls");
    await row.click();
    await listen(page, "agent1");
    await leave(page);

    // The team's leader sees the same call.
    const leader = await openPage(browser, { url: centre.url });
    await logIn(leader, "leader1");
    await leader.goto("/calls");
    await leader.locator('tbody tr[tabindex="0"]').filter({ hasText: "王芳" }).first().click();
    await listen(leader, "leader1");
    await leader.context().close();
  });
});

const STEPS = [
  /199 \*\*\*\* 1234 拨打 95000/,
  /在“[^”]+”按了 2/,
  /开始在售后队列等候/,
  /派给王芳/,
  /王芳：已接听/,
  /王芳与客户接通/,
  /开始录音/,
  /坐席保持通话/,
  /恢复通话，保持了/,
  /录音结束，时长/,
  /通话结束：坐席挂断/,
  /王芳填写小结：查询进度/,
];

/** The call's page: every step in words, and a recording that sounds and shows both sides. */
async function listen(page: Page, username: string): Promise<void> {
  await page.locator("canvas").waitFor();
  const steps = page.getByRole("dialog").getByRole("listitem");
  for (const step of STEPS) await steps.filter({ hasText: step }).waitFor();
  expect(await page.getByRole("dialog").textContent()).toContain("客户想知道何时送到。");

  await page.getByRole("button", { name: "播放" }).click();
  await page.waitForFunction(
    () => (document.querySelector("audio:not([data-role])") as HTMLAudioElement).currentTime > 0.5,
  );
  const seconds = await page.evaluate(
    () => (document.querySelector("audio:not([data-role])") as HTMLAudioElement).duration,
  );
  expect(seconds).toBeGreaterThan(1);
  const lanes = await page.evaluate(tallBars);
  expect(lanes.customer).toBeGreaterThan(20);
  expect(lanes.agent).toBeGreaterThan(20);
  await look(page, `call-${username}`);
}

/** Columns of each lane of the waveform that rise well above silence. */
function tallBars(): { customer: number; agent: number } {
  const canvas = document.querySelector("canvas") as HTMLCanvasElement;
  const { width, height } = canvas;
  const { data } = (canvas.getContext("2d") as CanvasRenderingContext2D).getImageData(0, 0, width, height);
  const tall = (top: number) => {
    let columns = 0;
    for (let x = 0; x < width; x++) {
      let filled = 0;
      for (let y = top; y < top + height / 2; y++) filled += (data[(y * width + x) * 4 + 3] ?? 0) > 0 ? 1 : 0;
      if (filled > height / 10) columns++;
    }
    return columns;
  };
  return { customer: tall(0), agent: tall(Math.floor(height / 2)) };
}

describe("a call by keyboard", () => {
  it("needs no mouse from the log-in to the next call", async () => {
    const page = await openPage(browser, { url: centre.url });
    const keys = page.keyboard;
    await page.goto("/login");
    await page.locator('input[name="username"]:focus').waitFor();
    await keys.type("agent2");
    await keys.press("Tab");
    await keys.type(DEMO_PASSWORD);
    await keys.press("Enter");
    await page.waitForURL(/\/desk/);
    for (const step of ["开始自检", "录音试听", "听得清楚，完成"]) {
      await tabTo(page, step);
      await keys.press("Enter");
    }
    await page.locator('[data-link="connected"]').waitFor();
    await keys.press("Alt+r");
    await inState(page, "就绪");

    const customer = centre.call({ hz: CUSTOMER_HZ, from: "19900005678" });
    await customer.answered();
    customer.press("2");
    await inState(page, "振铃");
    await keys.press("F2");
    await inState(page, "通话");
    await Promise.all([customer.hears(AGENT_HZ), hearsTone(page, CUSTOMER_HZ)]);
    await keys.press("F4");
    await inState(page, "保持中");
    await customer.hearsNo(AGENT_HZ);
    await keys.press("F4");
    await inState(page, "通话");
    await customer.hears(AGENT_HZ);
    await keys.press("F7");
    await customer.hearsNo(AGENT_HZ);
    await keys.press("F7");
    await customer.hears(AGENT_HZ);
    await keys.press("F2");
    await customer.ended();
    await inState(page, "话后处理");

    await keys.press("F9");
    await page.getByRole("alert").filter({ hasText: "还差一项：请先选择小结。" }).waitFor();
    await page.locator('[role="radio"]:focus').waitFor();
    await keys.press("ArrowDown");
    await page.getByRole("radio", { name: "修改地址", checked: true }).waitFor();
    await keys.press("4");
    await page.getByRole("radio", { name: "退款", checked: true }).waitFor();
    await keys.press("F9");
    await inState(page, "就绪");
    await page.getByRole("complementary").getByText("退款").waitFor();
    await keys.press("Alt+b");
    await inState(page, "小休");
    await page.context().close();
  });
});

/** Tab until a control with these words has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, words: string): Promise<void> {
  const isThere = page.getByRole("button", { name: words });
  await isThere.and(page.locator(":enabled")).waitFor({ timeout: 15_000 });
  for (let presses = 0; presses < 40; presses++) {
    if (await isThere.evaluate((button) => button === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`40 times Tab, and “${words}” never had the focus`);
}

describe("an offer that comes to nothing", () => {
  it("goes away when the customer hangs up, and sends an agent who misses it away", async () => {
    const page = await agentBackAtDesk(browser, { url: centre.url }, "agent4");
    await page.keyboard.press("Alt+r");
    await inState(page, "就绪");

    const hasty = centre.call({ from: "19900002222" });
    await hasty.answered();
    hasty.press("2");
    await inState(page, "振铃");
    hasty.hangUp();
    await inState(page, "就绪");
    const offer = page.getByRole("region", { name: "来电提示" });
    await offer.getByText("已就绪").waitFor();
    await expect(offer.getByRole("button").count()).resolves.toBe(0);

    const patient = centre.call({ from: "19900003333" });
    await patient.answered();
    patient.press(SHORT_RING_KEY);
    await inState(page, "振铃");
    await inState(page, "漏接");
    await offer.getByText("刚才有一通来电没有接到").waitFor();
    await shoot(page, "desk-missed");
    patient.hangUp();
    await patient.ended();
    await chooseState(page, /^就绪/);
    await inState(page, "就绪");
    await leave(page);
  });
});
