// The inbox as people live in it: rows that come by themselves, the keyboard, a phone, drafts, two who are quicker than
// each other, many at once; and notices with who has read them.

import { type Browser, devices, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import { day, decide, inboxHas, openTask, taskRow, write } from "./flows";
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

/** What the pages do by themselves elsewhere: a start or a task done, to have something in the inbox. */
async function post(page: Page, path: string, data: unknown): Promise<{ id: string; number: number }> {
  const answer = await page.request.post(`/api/v1${path}`, { data });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as { id: string; number: number };
}

const askForLeave = (agent: Page, reason: string, ahead: number) =>
  post(agent, "/flows/leave/start", {
    data: { kind: "annual", from: day(ahead), to: day(ahead), days: 1, reason },
  });

const focused = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.row ?? "");

describe("the inbox", () => {
  it("shows a new task by itself, with its clock; the keyboard alone does it and comes back", async () => {
    const leader = await as("leader1");
    const agent = await as("agent1");
    await leader.goto("/tasks?flow=leave");
    await leader.getByRole("heading", { name: "待办", exact: true }).waitFor();
    const counts = await leader.request.get("/api/v1/tasks/counts");
    const { open } = (await counts.json()) as { open: number };
    const first = await askForLeave(agent, "看牙", 4);
    const second = await askForLeave(agent, "搬家", 5);
    // Nobody loads the page again.
    await taskRow(leader, first.number, "审批").waitFor();
    const row = taskRow(leader, second.number, "审批");
    await row.getByText(/还剩|超时/).waitFor();
    await row.getByText("由您办理").waitFor();
    await leader.getByRole("link", { name: new RegExp(`待办.*${open + 2} 项待办`) }).waitFor();
    expect(seriousOnes(await axe(leader))).toEqual([]);
    await shoot(leader, "inbox");

    await leader.keyboard.press("ArrowDown");
    const top = await focused(leader);
    expect(top).not.toBe("");
    await leader.keyboard.press("ArrowDown");
    expect(await focused(leader)).not.toBe(top);
    await leader.keyboard.press("ArrowUp");
    await leader.keyboard.press("Enter");
    await leader.waitForURL(/\/tasks\/[\w-]+\/\d+$/);
    await leader.getByRole("group", { name: "办理结果" }).waitFor();
    await leader.keyboard.press("Escape");
    // The filter is still there, and the focus is where it was.
    await leader.waitForURL(/\/tasks\?flow=leave$/);
    await leader.waitForFunction((key) => (document.activeElement as HTMLElement)?.dataset.row === key, top);
    await leader.keyboard.press("Enter");
    await leader.getByRole("group", { name: "办理结果" }).waitFor();
    await leader.keyboard.press("Control+Enter");
    await leader.waitForURL(/\/tasks\?flow=leave$/);
    await leader.getByText(/已办理：.* → 同意/).waitFor();
    // The focus is on the row that took the place of the one that is done.
    await leader.waitForFunction((key) => {
      const row = (document.activeElement as HTMLElement)?.dataset.row;
      return row !== undefined && row !== key;
    }, top);
    await leader.getByRole("link", { name: "已办", exact: true }).click();
    await leader.getByRole("main").getByRole("listitem").first().getByText("同意").waitFor();
    for (const page of [leader, agent]) await page.context().close();
  });

  it("tells who was quicker, and does nothing twice", async () => {
    const agent = await as("agent2");
    const { number } = await askForLeave(agent, "体检", 6);
    const here = await as("leader1");
    const there = await as("leader1");
    await openTask(here, number, "审批");
    await openTask(there, number, "审批");
    // Who refuses says why: the server asks for it, and the page leads to the field.
    await there.getByRole("button", { name: "不同意" }).click();
    await there.getByRole("alert").getByRole("button", { name: "意见" }).waitFor();
    await write(there, "意见", "当天人手不够");
    await decide(there, "不同意");
    await here.getByText(/已由 陈立 于 .* 办理：不同意/).waitFor();
    expect(await here.getByRole("group", { name: "办理结果" }).count()).toBe(0);
    for (const page of [agent, here, there]) await page.context().close();
  });

  it("keeps a draft beyond a closed window, on another computer too", async () => {
    const agent = await as("agent3");
    const { number } = await askForLeave(agent, "探亲", 8);
    const leader = await as("leader1");
    await openTask(leader, number, "审批");
    await write(leader, "意见", "请写明去哪里");
    await decide(leader, "退回");
    await openTask(agent, number, "修改请假单");
    await write(agent, "事由", "探亲，票已经买好");
    // Closed before the moment has passed in which a draft is written.
    await agent.close({ runBeforeUnload: true });
    const elsewhere = await as("agent3");
    await openTask(elsewhere, number, "修改请假单");
    await elsewhere.getByText(/草稿已于 .* 保存/).waitFor();
    expect(await elsewhere.getByLabel(/^事由/).inputValue()).toBe("探亲，票已经买好");
    await shoot(elsewhere, "task-draft");
    const task = await inboxHas(elsewhere, number, "revise");
    await elsewhere.getByRole("group", { name: "办理结果" }).getByRole("button").first().click();
    await elsewhere.waitForURL(/\/tasks$/);
    const draft = await elsewhere.request.get(`/api/v1/drafts/task:${task.instance}:${task.task}`);
    expect(await draft.json()).toBeNull();
    await inboxHas(leader, number, "review");
    for (const page of [leader, elsewhere]) await page.context().close();
  });

  it("does many at once and tells what became of each", async () => {
    const agent = await as("agent4");
    const supervisor = await as("supervisor");
    const me = (await (await supervisor.request.get("/api/v1/session")).json()) as { person: { id: string } };
    const numbers: number[] = [];
    for (const customer of ["赵女士", "钱先生"]) {
      const { number } = await post(agent, "/flows/complaint/start", {
        data: {
          customer,
          contact: "13800001111",
          category: "injury",
          content: "烫伤",
          is_repeated: false,
          is_public: false,
          is_soothed: true,
          principle_told: "先赔付后追责",
        },
      });
      const group = await inboxHas(supervisor, number, "form_group");
      await post(supervisor, `/tasks/${group.instance}/${group.task}/complete`, {
        outcome: "done",
        data: { group_head: me.person.id, group_members: [me.person.id], group_plan: "当天上门" },
      });
      numbers.push(number);
    }
    const service = await as("service");
    for (const number of numbers) await inboxHas(service, number, "acknowledge");
    await service.goto("/tasks");
    for (const number of numbers) await taskRow(service, number, "确认收到").getByRole("checkbox").check();
    await service.getByText("已勾选 2 项").waitFor();
    await shoot(service, "inbox-many");
    const bar = service.getByRole("toolbar");
    const outcome = (await bar.getByRole("button").first().textContent()) ?? "";
    await bar.getByRole("button").first().click();
    await service.getByRole("dialog").getByRole("button", { name: outcome }).click();
    await service.getByText(/2 项已办理为/).waitFor();
    for (const number of numbers) await inboxHas(service, number, "resolve");
    for (const page of [agent, supervisor, service]) await page.context().close();
  });

  it("is done with a thumb: a leader approves on a phone", async () => {
    const agent = await as("agent5");
    const { number } = await askForLeave(agent, "孩子家长会", 9);
    const context = await browser.newContext({
      ...devices["iPhone 13"],
      defaultBrowserType: undefined,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      baseURL: centre.url,
    } as Parameters<Browser["newContext"]>[0]);
    const phone = await context.newPage();
    await logIn(phone, "leader1");
    await phone.goto("/tasks");
    const row = taskRow(phone, number, "审批");
    await row.waitFor();
    expect(seriousOnes(await axe(phone))).toEqual([]);
    await shoot(phone, "phone-inbox");
    await row.getByRole("link").tap();
    await phone.getByText("孩子家长会").first().waitFor();
    // Nothing to be pushed sideways, and the button is large enough to be hit.
    expect(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    const agree = phone.getByRole("group", { name: "办理结果" }).getByRole("button").first();
    expect((await agree.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44);
    expect(seriousOnes(await axe(phone))).toEqual([]);
    await shoot(phone, "phone-task");
    await agree.tap();
    await phone.getByText(/已办理：.* → 同意/).waitFor();
    await context.close();
    await agent.context().close();
  });
});

describe("notices", () => {
  it("SYS-27: come by themselves, are acknowledged, and their sender sees who has read them", async () => {
    const leader = await as("leader1");
    const agent = await as("agent1");
    await agent.goto("/notices");
    await agent.getByRole("heading", { name: "通知", exact: true }).waitFor();
    await leader.goto("/notices");
    await leader.getByRole("button", { name: "发通知" }).click();
    const dialog = leader.getByRole("dialog");
    await dialog.getByRole("button", { name: "发出" }).click();
    await dialog.getByText("请写标题、内容").waitFor();
    await dialog.getByLabel("标题").fill("晚班提前十分钟到岗");
    await dialog.getByLabel("内容").fill("今天 17:50 开班前会。");
    await dialog.getByRole("checkbox", { name: "一组" }).check();
    await dialog.getByRole("checkbox", { name: /确认收到/ }).check();
    await shoot(leader, "notice-send");
    expect(seriousOnes(await axe(leader))).toEqual([]);
    await dialog.getByRole("button", { name: "发出" }).click();
    await leader.getByText(/已发给 \d+ 人/).waitFor();

    const line = agent.getByRole("button", { name: /晚班提前十分钟到岗/ });
    await line.waitFor();
    await line.click();
    await agent.getByText("今天 17:50 开班前会。").waitFor();
    await agent.getByRole("button", { name: "确认收到" }).click();
    await agent.getByText(/您已于 .* 确认收到/).waitFor();
    await shoot(agent, "notices");
    expect(seriousOnes(await axe(agent))).toEqual([]);

    await leader.goto("/notices?box=sent");
    await leader.getByRole("button", { name: /晚班提前十分钟到岗/ }).click();
    await leader.getByRole("button", { name: "谁看过了" }).click();
    const readers = leader.getByRole("dialog");
    await readers.getByText(/还没有阅读（\d+ 人）/).waitFor();
    await readers.locator("section", { hasText: "已确认（1 人）" }).getByText("王芳").waitFor();
    await shoot(leader, "notice-readers");
    for (const page of [leader, agent]) await page.context().close();
  });
});
