// A change of a queue's rule from the proposal through its effect and approvals into force and back; and the rules that
// people confirm to have read.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import { decide } from "./flows";
import { launch, logIn, openPage, shoot, shootAll } from "./lib";

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
  if (task.result?.state === "fail") await shootAll(browser, task.name);
});

async function as(username: string): Promise<Page> {
  const page = await openPage(browser, { url: centre.url });
  await logIn(page, username);
  return page;
}

/** Does the one task of the change that waits for somebody, signed. */
async function signs(username: string, step: string, outcome: string): Promise<void> {
  const page = await as(username);
  await page.goto("/tasks");
  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: step });
  await row.first().getByRole("link").click();
  await page.getByRole("link", { name: "打开这项变更" }).waitFor();
  await decide(page, outcome, true);
  await page.context().close();
}

async function throughApproval(): Promise<void> {
  await signs("manager", "经理批准", "同意");
  await signs("it", "IT 部门批准", "同意");
  await signs("admin", "系统管理员安排生效", "安排生效");
}

/** The clock does it within a second of the last signature. */
async function comesIntoForce(page: Page): Promise<void> {
  const inForce = page.getByText("已生效", { exact: true });
  await expect
    .poll(
      async () => {
        await page.reload();
        await page.getByRole("region", { name: "影响" }).waitFor();
        return inForce.count();
      },
      { timeout: 20_000 },
    )
    .toBeGreaterThan(0);
}

describe("a change of the rules", () => {
  it("goes from the proposal into force, and back", async () => {
    const page = await as("supervisor");
    await page.goto("/rulebook/propose");
    await page.getByRole("button", { name: "queues/presale.yaml" }).click();
    const area = page.getByLabel("文件内容 queues/presale.yaml");
    const text = await area.inputValue();
    await area.fill(text.replace(/^ring:.*/m, "rings: 5s"));
    await page.getByRole("button", { name: "检查并查看影响" }).click();
    await page.getByRole("alert").getByText("queues/presale.yaml").first().waitFor();
    await shoot(page, "rulebook-problem");
    await area.fill(text.replace(/^ring:.*/m, "ring: 5s"));
    await page.getByRole("button", { name: "检查并查看影响" }).click();
    await page.getByText("检查通过").waitFor();
    await page.getByRole("region", { name: "影响" }).waitFor();
    await shoot(page, "rulebook-effect");
    await page.getByLabel("变更原因").fill("响铃太久");
    await page.getByLabel("影响范围").fill("售前");
    await page.getByLabel("预期效果").fill("等待更短");
    await page.getByRole("button", { name: "提交申请" }).click();
    await page.getByText("待批准", { exact: true }).waitFor();
    await throughApproval();
    await comesIntoForce(page);
    await page.getByRole("button", { name: "撤销这项变更" }).click();
    await page.getByLabel("撤销原因").fill("漏接变多");
    await page.getByRole("dialog").getByRole("button", { name: "提交" }).click();
    await page.getByText("撤销此前的变更").waitFor();
    await throughApproval();
    await comesIntoForce(page);
    await shoot(page, "rulebook-taken-back");
    await page.context().close();
    // Seven people sign in: a busy machine needs longer than for other journeys.
  }, 180_000);
});

describe("files of the rules", () => {
  it("are added and removed: the check and the difference know both", async () => {
    const page = await as("supervisor");
    await page.goto("/rulebook/propose");
    await page.getByRole("button", { name: "clauses/finance.yaml" }).click();
    await page.getByLabel("文件内容 clauses/finance.yaml").waitFor();
    await page.getByRole("button", { name: "新建文件" }).click();
    const dialog = page.getByRole("dialog", { name: "新建文件" });
    await dialog.getByLabel("文件名").fill("clauses/finance.yaml");
    await dialog.getByRole("button", { name: "建立" }).click();
    await dialog.getByText("已有这个文件。").waitFor();
    await dialog.getByLabel("文件名").fill("clauses/money.yaml");
    await dialog.getByRole("button", { name: "建立" }).click();
    // It begins with the text of the file that was open; that one goes, so that each clause stands once.
    const area = page.getByLabel("文件内容 clauses/money.yaml");
    expect(await area.inputValue()).toContain("enforced_by");
    await page.getByRole("button", { name: "clauses/finance.yaml" }).click();
    await page.getByRole("button", { name: "删除此文件" }).click();
    await page.getByText("clauses/finance.yaml 将被删除").waitFor();
    await shoot(page, "rulebook-files");
    await page.getByRole("button", { name: "检查并查看影响" }).click();
    await page.getByText("检查通过").waitFor();
    const difference = page.getByRole("region", { name: "差异" });
    await difference.locator("summary").filter({ hasText: "clauses/money.yaml" }).getByText("新增").waitFor();
    await difference.locator("summary").filter({ hasText: "clauses/finance.yaml" }).getByText("删除").waitFor();
    await page.getByRole("button", { name: "clauses/finance.yaml" }).click();
    await page.getByRole("button", { name: "保留此文件" }).click();
    await page.getByLabel("文件内容 clauses/finance.yaml").waitFor();
    await page.context().close();
  });
});

describe("reading the rules", () => {
  it("is confirmed once, and who has not is listed", async () => {
    const page = await as("manager");
    await page.goto("/rulebook/reading");
    await page.getByRole("main").getByRole("button", { name: "我已阅读" }).click();
    await page.getByText("您已确认现行规则").waitFor();
    await page.getByRole("heading", { name: /未确认/ }).waitFor();
    await shoot(page, "rulebook-reading");
    await page.context().close();
  });
});
