// Flows as people carry them through: leave, a longer leave up to manager and HR, a shift handover, a purchase.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import {
  addRow,
  choosePerson,
  day,
  decide,
  inbox,
  inboxHas,
  openStart,
  openTask,
  pick,
  sign,
  story,
  submit,
  tick,
  time,
  write,
} from "./flows";
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

/** Fills the slip and hands it in; its number. */
async function askForLeave(page: Page, days: number, ahead: number): Promise<number> {
  await openStart(page, "请假");
  await pick(page, "请假类别", "年假");
  await write(page, "开始日期", day(ahead));
  await write(page, "结束日期", day(ahead + days - 1));
  await write(page, "请假天数", days);
  await write(page, "事由", "回乡探亲");
  return submit(page);
}

/** Somebody does a step and leaves. */
async function does(username: string, number: number, step: string, act: (page: Page) => Promise<void>): Promise<void> {
  const page = await as(username);
  await openTask(page, number, step);
  await act(page);
  await page.context().close();
}

describe("leave", () => {
  it("flow_01: asked by an agent, approved by the leader, told in one story", async () => {
    const agent = await as("agent1");
    const number = await askForLeave(agent, 1, 3);
    const leader = await as("leader1");
    const { instance } = await inboxHas(leader, number, "review");
    await openTask(leader, number, "审批");
    await leader.getByText("回乡探亲").first().waitFor();
    await shoot(leader, "task-leave");
    expect(seriousOnes(await axe(leader))).toEqual([]);
    await decide(leader, "同意");
    expect((await inbox(leader)).filter((row) => row.number === number)).toEqual([]);

    const told = await story(agent, instance);
    expect(told).toContain("王芳 发起");
    expect(told).toMatch(/陈立 办理.*同意/);
    await shoot(agent, "instance-leave");
    expect(seriousOnes(await axe(agent))).toEqual([]);
    expect(await story(leader, instance)).toContain("王芳 发起");

    // One day is the leader's alone: the manager is told and has nothing to do.
    const manager = await as("manager");
    expect((await inbox(manager)).filter((row) => row.number === number)).toEqual([]);
    await manager.goto("/notices");
    await manager.getByRole("main").getByText("同时上报经理").first().waitFor();
    for (const page of [agent, leader, manager]) await page.context().close();
  });

  it("flow_01: three days go up to the manager and are entered by HR", async () => {
    const agent = await as("agent2");
    const number = await askForLeave(agent, 3, 10);
    const leader = await as("leader1");
    const { instance } = await inboxHas(leader, number, "review");
    await openTask(leader, number, "审批");
    await decide(leader, "同意");
    await does("manager", number, "审批", (page) => decide(page, "同意"));
    await does("hr", number, "人力登记请假", async (page) => {
      await write(page, "登记编号", "L-2041");
      await decide(page, "完成");
    });
    const told = await story(agent, instance);
    expect(told).toMatch(/陈立 办理.*同意/);
    expect(told).toMatch(/周明华 办理.*同意/);
    expect(told).toMatch(/唐悦 办理.*完成/);

    // Until its first day it may be called off.
    await agent.getByRole("button", { name: "撤销", exact: true }).click();
    await agent.getByRole("dialog").getByRole("button", { name: "撤销", exact: true }).click();
    await agent.getByText("流程结束").first().waitFor();
    for (const page of [agent, leader]) await page.context().close();
  });

  it("says in words what is wrong with the slip, and sends nothing", async () => {
    const page = await as("agent3");
    await openStart(page, "请假");
    await pick(page, "请假类别", "事假");
    await write(page, "开始日期", day(5));
    await write(page, "结束日期", day(4));
    await write(page, "请假天数", 1);
    await page.getByRole("button", { name: /^提交/ }).click();
    await page.getByRole("alert").getByText("事由").waitFor();
    await write(page, "事由", "私事");
    await page.getByRole("button", { name: /^提交/ }).click();
    await page.getByText("结束日期不能早于开始日期").first().waitFor();
    expect(seriousOnes(await axe(page))).toEqual([]);
    await page.context().close();
  });

  it("keeps a half-filled form as a draft", async () => {
    const page = await as("agent4");
    await openStart(page, "请假");
    await write(page, "事由", "搬家，写到一半");
    await page
      .getByText(/草稿已保存/)
      .first()
      .waitFor();
    await page.reload();
    await page
      .getByText(/已恢复/)
      .first()
      .waitFor();
    expect(await page.getByLabel(/^事由/).inputValue()).toBe("搬家，写到一半");
    await page.context().close();
  });
});

describe("a shift handover", () => {
  it("flow_02: explains a figure that differs, hands over every open item, is signed by both", async () => {
    const out = await as("leader1");
    await openStart(out, "交接班");
    await pick(out, "班次", "早班");
    await write(out, "交班时间", time(60));
    await choosePerson(out, "接班组长", "林海燕");
    const number = await submit(out);
    const comes = await as("leader2");

    const { instance } = await inboxHas(comes, number, "gather");
    await openTask(comes, number, "培训室集合");
    await write(comes, "到岗人数", 8);
    await tick(comes, "已温习产品知识");
    await decide(comes, "完成");

    await openTask(out, number, "填写交接本");
    await write(out, "本班进线量", 9_999);
    await write(out, "本班成单量", 777);
    await write(out, "当班情况", "下午投诉偏多，已逐一回电");
    await out.getByRole("button", { name: /^完成/ }).click();
    // A wrong password signs nothing.
    await sign(out, "not-the-password");
    await out.getByText("密码不对，请再输入。").waitFor();
    await sign(out);
    await inboxHas(out, number, "explain");

    await openTask(out, number, "说明与系统数据的差异");
    await shoot(out, "task-handover-difference");
    await out.getByRole("button", { name: /^完成/ }).click();
    await out.getByRole("alert").getByText("与系统数据差异的原因").waitFor();
    await write(out, "与系统数据差异的原因", "手工统计含内线来电");
    await decide(out, "完成");

    await inboxHas(out, number, "carry_over");
    await openTask(out, number, "未结承诺和任务逐项移交到人");
    const items = out.getByRole("group", { name: /^未结事项/ }).getByRole("listitem");
    const count = await items.count();
    expect(count).toBeGreaterThan(0);
    await tick(out, "全部未结承诺和任务已移交到人");
    await out.getByRole("button", { name: /^完成/ }).click();
    // An item without a new owner does not go through.
    await out.getByRole("alert").getByText("接手人").first().waitFor();
    for (let place = 0; place < count; place++) await choosePerson(items.nth(place), "接手人", "林海燕");
    await shoot(out, "task-handover-items");
    expect(seriousOnes(await axe(out))).toEqual([]);
    await decide(out, "完成");

    await openTask(out, number, "检查办公物品");
    for (const field of ["耳麦完好", "电脑和话机完好", "台面整洁", "组员在座"]) await pick(out, field, "是");
    await decide(out, "完成", true);

    await openTask(comes, number, "核对物品");
    await decide(comes, "完好", true);
    await openTask(comes, number, "阅读交接本");
    await comes.getByText("手工统计含内线来电").first().waitFor();
    await decide(comes, "无疑问", true);
    await openTask(comes, number, "带组员有序上岗");
    await decide(comes, "完成");

    const told = await story(out, instance);
    expect(told).toMatch(/陈立 办理“填写交接本并签字”/);
    expect(told).toMatch(/林海燕 办理“接班组长阅读交接本并签字”/);
    expect(await out.getByText("已签名").count()).toBeGreaterThanOrEqual(4);
    await out.getByText("流程结束").first().waitFor();
    await out.getByRole("heading", { name: "存档" }).waitFor();
    await shoot(out, "instance-handover");
    for (const page of [out, comes]) await page.context().close();
  });
});

describe("a purchase", () => {
  it("flow_28: asked by the manager, checked by IT and finance, signed by the general manager, accepted by both", async () => {
    const manager = await as("manager");
    await openStart(manager, "IT 采购");
    const row = await addRow(manager, "采购物品");
    await write(row, "物品", "坐席电脑");
    await write(row, "数量", 6);
    await write(manager, "总金额", 24_000);
    await write(manager, "需用日期", day(30));
    await write(manager, "用途", "夜班新增席位");
    const number = await submit(manager);
    const it = await as("it");
    const { instance } = await inboxHas(it, number, "confirm_it");
    await openTask(it, number, "IT 负责人确认");
    await write(it, "核实意见", "型号合适，库存不足");
    await decide(it, "确认");
    await does("finance", number, "财务复核", (page) => decide(page, "同意"));
    await does("gm", number, "分公司总经理确认", async (page) => {
      await page.getByText("24,000").or(page.getByText("24000")).first().waitFor();
      await decide(page, "同意");
    });
    await inboxHas(it, number, "buy");
    const told = await story(manager, instance);
    expect(told).toMatch(/许文静 办理.*同意/);
    expect(told).toMatch(/邓国栋 办理.*同意/);
    for (const page of [manager, it]) await page.context().close();
  });
});

describe("two people at one task", () => {
  it("lets exactly one win and tells the other who it was", async () => {
    const agent = await as("agent5");
    await openStart(agent, "IT 问题");
    await write(agent, "故障现象", "耳麦没有声音");
    await pick(agent, "类别", "电脑");
    await pick(agent, "影响接线", "否");
    const number = await submit(agent);
    const [one, other] = await Promise.all([as("supervisor"), as("supervisor")]);
    await inboxHas(one, number, "try");
    await Promise.all([one, other].map((page) => openTask(page, number, "主管先行解决")));
    for (const page of [one, other]) await write(page, "处理情况", "换耳麦");
    await decide(one, "已解决");
    // The page may have heard of it already; a click that comes too late must change nothing either.
    await other
      .getByRole("button", { name: /^已解决/ })
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    await other
      .getByText(/已由 赵雅琴 于 .* 办理：已解决/)
      .first()
      .waitFor();
    expect(await other.getByLabel(/^处理情况/).inputValue()).toBe("换耳麦");
    for (const page of [agent, one, other]) await page.context().close();
  });
});
