// A right from the request to its end: asked for, agreed by two, put into force, held; a
// refusal that leads to its request; a person stopped from a row.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import { decide, inboxHas, openTask, pick, submit, tick, time, write } from "./flows";
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

async function as(username: string): Promise<Page> {
  const page = await openPage(browser, { url: centre.url });
  await logIn(page, username);
  return page;
}

/** Somebody signs one step of the request and leaves. */
async function signs(username: string, number: number, step: string, title: string, outcome: string): Promise<void> {
  const page = await as(username);
  await inboxHas(page, number, step);
  await openTask(page, number, title);
  await decide(page, outcome, true);
  await page.context().close();
}

/** Fills what the link does not: scope, period, reason and the statement. */
async function fillRequest(page: Page, reason: string): Promise<number> {
  await pick(page, "范围", "整个中心");
  await write(page, "开始时间", time(-5).replace("T", " "));
  await write(page, "截止时间", time(2 * 24 * 60).replace("T", " "));
  await write(page, "申请原因", reason);
  await tick(page, "本人声明");
  return submit(page);
}

interface Held {
  id: string;
  capability: string;
  state: string;
}

async function heldBy(page: Page): Promise<Held[]> {
  const me = (await (await page.request.get("/api/v1/session")).json()) as { person: { id: string } };
  const answer = await page.request.get(`/api/v1/access/grants?person=${me.person.id}`);
  return ((await answer.json()) as { items: Held[] }).items;
}

describe("a right for a time", () => {
  it("AUTH-28 … 36: asked for, reviewed twice, put into force, held, in the register", async () => {
    const agent = await as("agent2");
    await agent.goto("/access/ask");
    await agent.getByRole("link", { name: "申请：查看报表" }).click();
    await agent.getByRole("heading", { name: /授权申请/ }).waitFor();
    const number = await fillRequest(agent, "核对本月个人业绩");
    await signs("leader1", number, "first_review", "初审", "同意");
    await signs("supervisor", number, "final_review", "终审", "同意");
    await signs("grantor", number, "put_in_force", "权限管理员", "已授权");

    await agent.goto("/access");
    await agent.getByRole("article").filter({ hasText: "查看报表" }).getByText(/还剩/).waitFor();
    await shoot(agent, "access-mine");
    expect(seriousOnes(await axe(agent))).toEqual([]);
    const grant = (await heldBy(agent)).find((one) => one.capability === "report:view" && one.state === "live");
    expect(grant).toBeDefined();

    const grantor = await as("grantor");
    await grantor.goto(`/access/register?id=${grant?.id}`);
    const sheet = grantor.getByRole("dialog", { name: "授权详情" });
    for (const name of ["陈立", "赵雅琴"]) await sheet.getByText(name).first().waitFor();
    await shoot(grantor, "access-grant");
    expect(seriousOnes(await axe(grantor))).toEqual([]);
    for (const page of [agent, grantor]) await page.context().close();
  });
});

describe("a refusal", () => {
  it("leads to the request, filled in", async () => {
    const agent = await as("agent3");
    await agent.goto("/access");
    const line = agent
      .getByRole("list", { name: "现在不能做的" })
      .getByRole("listitem")
      .filter({ hasText: "查看报表" });
    await line.getByRole("button", { name: "为什么没有" }).click();
    const why = agent.getByRole("dialog");
    await why.getByText("不可以：查看报表").waitFor();
    await shoot(agent, "access-why");
    expect(seriousOnes(await axe(agent))).toEqual([]);
    await why.getByRole("link", { name: "申请权限" }).click();
    await agent.getByRole("heading", { name: /授权申请/ }).waitFor();
    expect(agent.url()).toContain("report%3Aview");
    await agent.context().close();
  });
});

describe("a stop", () => {
  it("AUTH-42: from a row of the people, at once, with its case", async () => {
    const supervisor = await as("supervisor");
    await supervisor.goto("/people?q=agent4");
    await supervisor.getByRole("button", { name: /^暂停刘洋/ }).click();
    const dialog = supervisor.getByRole("dialog");
    await dialog.getByLabel("原因").fill("查询了与来电无关的客户资料");
    await shoot(supervisor, "access-stop");
    expect(seriousOnes(await axe(supervisor))).toEqual([]);
    await dialog.getByRole("button", { name: "马上暂停" }).click();
    await supervisor.getByRole("link", { name: "打开案件" }).click();
    await supervisor.getByRole("heading", { name: /违规处理/ }).waitFor();
    await supervisor.context().close();

    const agent = await as("agent4");
    await agent.goto("/access");
    await agent.getByText("您的权限被暂停").waitFor();
    await agent.getByText("查询了与来电无关的客户资料").first().waitFor();
    await shoot(agent, "access-stopped");
    await agent.context().close();
  });
});
