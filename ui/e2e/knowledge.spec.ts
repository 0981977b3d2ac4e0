// The knowledge base: an agent looks up, who keeps a section writes, two writers do not overwrite each other, and what an
// agent proposes is published when the manager has approved it.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import { decide, openTask, pick, submit, write } from "./flows";
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

async function at(username: string, path: string): Promise<Page> {
  const page = await openPage(browser, { url: centre.url });
  await logIn(page, username);
  await page.goto(path);
  return page;
}

describe("the knowledge base", () => {
  it("is searched by everybody and kept by the posts of its sections (AUTH-15)", async () => {
    const trainer = await at("trainer", "/knowledge");
    await trainer.getByRole("button", { name: "新条目" }).click();
    const dialog = trainer.getByRole("dialog");
    await dialog.getByRole("button", { name: "发布" }).click();
    await dialog.getByRole("alert").getByText("标题和正文都要填写").waitFor();
    await dialog.getByLabel("标题").fill("礼品卡能否退");
    await dialog.getByLabel("正文").fill("未使用的礼品卡三十天内可退，原路返回。");
    await dialog.getByRole("button", { name: "发布" }).click();
    await trainer.getByRole("heading", { name: "礼品卡能否退" }).waitFor();

    const agent = await at("agent1", "/knowledge");
    await agent.getByRole("searchbox", { name: "在标题和正文中查找" }).fill("礼品卡 三十天");
    const found = agent.getByRole("list", { name: "知识条目" });
    await expect.poll(() => found.getByRole("listitem").count()).toBe(1);
    expect(await agent.getByRole("button", { name: "新条目" }).count()).toBe(0);
    await shoot(agent, "knowledge-list");
    expect(seriousOnes(await axe(agent))).toEqual([]);
    await found.getByRole("link").click();
    await agent.getByText("未使用的礼品卡三十天内可退").first().waitFor();
    expect(await agent.getByRole("button", { name: "修改" }).count()).toBe(0);
    await shoot(agent, "knowledge-article");
    expect(seriousOnes(await axe(agent))).toEqual([]);
  });

  it("lets nobody overwrite a newer text silently", async () => {
    const [trainer, leader] = await Promise.all([at("trainer", "/knowledge"), at("leader1", "/knowledge")]);
    const open = async (page: Page) => {
      await page.getByRole("list", { name: "知识条目" }).getByRole("link", { name: "礼品卡能否退" }).click();
      await page.getByRole("button", { name: "修改" }).click();
      return page.getByRole("dialog");
    };
    const [first, second] = await Promise.all([open(trainer), open(leader)]);
    await first.getByLabel("正文").fill("未使用的礼品卡六十天内可退。");
    await first.getByRole("button", { name: "发布" }).click();
    await first.waitFor({ state: "detached" });
    await second.getByLabel("正文").fill("礼品卡一律不退。");
    await second.getByRole("button", { name: "发布" }).click();
    await second.getByText("别人刚刚修改过这一条").waitFor();
    await second.getByText("未使用的礼品卡六十天内可退。").waitFor();
    expect(await second.getByLabel("正文").inputValue()).toBe("礼品卡一律不退。");
    await shoot(leader, "knowledge-moved");
  });

  it("publishes what an agent proposed when the manager has approved (FIN-01)", async () => {
    const agent = await at("agent1", "/knowledge");
    await agent.getByRole("link", { name: "提出更新" }).click();
    await agent.getByRole("heading", { name: "发起：知识库更新" }).waitFor();
    await pick(agent, "栏目", "特殊案例");
    await write(agent, "标题", "海外地址怎么办");
    await write(agent, "正文", "转国际部，工作日九点到十八点。");
    await write(agent, "更新原因", "来电常问");
    const number = await submit(agent);

    const manager = await at("manager", "/tasks");
    await openTask(manager, number, "经理审批");
    await decide(manager, "同意");
    await agent.goto("/knowledge?q=海外");
    await agent.getByRole("list", { name: "知识条目" }).getByText("海外地址怎么办").waitFor();
  });
});
