// The inbox by keyboard alone, on a phone, for somebody absent; notices and who has read them; the rooms by axe.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import { day, decide, inboxHas, openStart, openTask, pick, story, submit, time, write } from "./flows";
import { axe, launch, logIn, openPage, seriousOnes, shoot, shootAll } from "./lib";

let centre: Centre;
let browser: Browser;

beforeAll(async () => {
  [centre, browser] = await Promise.all([Centre.start(), launch()]);
});

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") {
    await shootAll(browser, task.name);
    console.error(centre.lastWords());
  }
});

async function as(username: string, width = 1440, height = 900): Promise<Page> {
  const page = await openPage(browser, { url: centre.url, width, height });
  await logIn(page, username);
  return page;
}

async function askForLeave(username: string, ahead: number): Promise<number> {
  const page = await as(username);
  await openStart(page, "请假");
  await pick(page, "请假类别", "事假");
  await write(page, "开始日期", day(ahead));
  await write(page, "结束日期", day(ahead));
  await write(page, "请假天数", 1);
  await write(page, "事由", "家中有事");
  const number = await submit(page);
  await page.context().close();
  return number;
}

describe("the demo", () => {
  it.each([
    ["agent1", "修改请假单"],
    ["leader1", "审批"],
    ["leader2", "填写交接本"],
    ["manager", "经理"],
    ["supervisor", "成立专门"],
    ["hr", "人力登记请假"],
    ["gm", "分公司总经理确认"],
    ["finance", "财务复核"],
    ["service", "投诉处理"],
    ["logistics", "检查订单"],
    ["it", "IT 处理"],
    ["trainer", "培训计划"],
    ["qa", "抽听"],
    ["product", "确认"],
    ["warehouse", "发货"],
    ["administration", "发放"],
    ["analyst", "预测"],
  ])("has something to do for %s", async (username, step) => {
    const page = await as(username);
    await page.goto("/tasks");
    await page.getByRole("main").getByRole("listitem").filter({ hasText: step }).first().waitFor();
    await page.context().close();
  });

  it("shows what is overdue first", async () => {
    const page = await as("it");
    await page.goto("/tasks");
    await page.getByRole("heading", { name: /^已超时/ }).waitFor();
    await page
      .getByText(/^超时 /)
      .first()
      .waitFor();
    await page.context().close();
  });
});

describe("without a mouse", () => {
  it("approves from the keyboard and comes back to the list", async () => {
    const number = await askForLeave("agent3", 4);
    const page = await as("leader1");
    await inboxHas(page, number, "review");
    await page.goto("/tasks");
    const row = page
      .getByRole("main")
      .getByRole("listitem")
      .filter({ hasText: `第 ${number} 号` });
    await row.waitFor();
    const places = await page.locator("a[data-row]").evaluateAll((links) => links.map((one) => one.textContent ?? ""));
    const place = places.findIndex((text) => text.includes(`第 ${number} 号`));
    for (let step = 0; step <= place; step++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "办理结果" }).waitFor();
    await page.keyboard.press("Control+Enter");
    await page.waitForURL(/\/tasks$/);
    await row.waitFor({ state: "detached" });
    // The focus is in the list, where the row was.
    await page.waitForFunction(() => document.activeElement?.matches("a[data-row]"));
    await page.context().close();
  });
});

describe("on a phone", () => {
  it("approves between two calls, 390 px wide", async () => {
    const number = await askForLeave("agent4", 5);
    const page = await as("leader1", 390, 844);
    await inboxHas(page, number, "review");
    await openTask(page, number, "审批");
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    await shoot(page, "phone-approve");
    expect(seriousOnes(await axe(page))).toEqual([]);
    await decide(page, "同意");
    await page.context().close();
  });
});

describe("a deputy", () => {
  it("acts for the absent, and both names are kept", async () => {
    const absent = await as("leader1");
    await absent.goto("/flows/delegations");
    await absent.getByRole("button", { name: "设置代理" }).click();
    const dialog = absent.getByRole("dialog");
    await dialog.getByRole("combobox", { name: /^代理人/ }).fill("赵雅琴");
    await dialog.getByRole("option", { name: /赵雅琴/ }).click();
    await dialog.getByLabel(/^开始/).fill(time(-1));
    await dialog.getByLabel(/^结束/).fill(time(600));
    await dialog.getByLabel(/^原因/).fill("年假");
    await dialog.getByRole("button", { name: "设置", exact: true }).click();
    await absent
      .getByText(/赵雅琴 代理 陈立/)
      .first()
      .waitFor();
    await shoot(absent, "delegations");
    expect(seriousOnes(await axe(absent))).toEqual([]);

    const number = await askForLeave("agent5", 6);
    const deputy = await as("supervisor");
    const { instance } = await inboxHas(deputy, number, "review");
    await openTask(deputy, number, "审批");
    await deputy.getByText("代陈立办理").first().waitFor();
    await decide(deputy, "同意");
    expect(await story(deputy, instance)).toMatch(/赵雅琴（代陈立） 办理.*同意/);

    await absent.reload();
    await absent.getByRole("button", { name: "结束代理" }).first().click();
    await absent.getByRole("dialog").getByRole("button", { name: "结束代理" }).click();
    await absent.getByText("代理已结束。").waitFor();
    for (const page of [absent, deputy]) await page.context().close();
  });
});

describe("a notice", () => {
  it("sys_27: asks for acknowledgement; the sender sees who has read it and who has not", async () => {
    const sender = await as("manager");
    await sender.goto("/notices");
    await sender.getByRole("button", { name: "发通知" }).click();
    const dialog = sender.getByRole("dialog");
    await dialog.getByLabel("标题").fill("周五 16:00 内部会议");
    await dialog.getByLabel("内容").fill("请带上本周的错单。");
    await dialog.getByRole("group", { name: "班组" }).getByRole("checkbox", { name: "一组" }).check();
    await dialog.getByRole("checkbox", { name: /确认收到/ }).check();
    await dialog.getByRole("button", { name: "发出" }).click();
    await sender.getByText(/已发给 \d+ 人。/).waitFor();

    const reader = await as("agent6");
    await reader.goto("/notices");
    await reader.getByRole("button", { name: /周五 16:00 内部会议/ }).click();
    await reader.getByText("请带上本周的错单。").waitFor();
    await shoot(reader, "notice");
    expect(seriousOnes(await axe(reader))).toEqual([]);
    await reader.getByRole("button", { name: "确认收到" }).click();
    await reader.getByText(/您已于 .* 确认收到/).waitFor();

    await sender.goto("/notices?box=sent");
    await sender.getByRole("button", { name: /周五 16:00 内部会议/ }).click();
    await sender.getByRole("button", { name: "谁看过了" }).click();
    const readers = sender.getByRole("dialog");
    const group = (name: RegExp) => readers.locator("section").filter({ has: sender.getByRole("heading", { name }) });
    await group(/^已确认（1 人）/)
      .getByText("杨帆")
      .waitFor();
    await group(/^还没有阅读/)
      .getByText("王芳")
      .waitFor();
    await shoot(sender, "notice-readers");
    for (const page of [sender, reader]) await page.context().close();
  });
});

/** Each room with who may see it and what is there when it is complete. */
const ROOMS = [
  { path: "/tasks", username: "leader1", ready: "a[data-row]" },
  { path: "/tasks?box=done", username: "leader1", ready: "a[data-row]" },
  { path: "/notices?box=all", username: "agent1", ready: "main li" },
  { path: "/flows", username: "manager", ready: "main li" },
  { path: "/flows/leave", username: "manager", ready: "svg" },
  { path: "/flows/instances?box=all", username: "manager", ready: "a[data-row]" },
  { path: "/flows/instances?box=overdue", username: "supervisor", ready: "a[data-row]" },
  { path: "/flows/delegations", username: "leader2", ready: "main" },
];

describe("the rooms of flows", () => {
  it.each(ROOMS)("are clean for axe in both languages and on a phone: $path", async ({ path, username, ready }) => {
    const name = path.replace(/\W+/g, "-").slice(1);
    const page = await as(username);
    await page.goto(path);
    await page.locator(ready).first().waitFor();
    await shoot(page, name);
    expect(seriousOnes(await axe(page))).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await shoot(page, `${name}-phone`);
    expect(seriousOnes(await axe(page))).toEqual([]);
    await page.context().close();
  });
});
