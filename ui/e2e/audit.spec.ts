// The audit: a sample that nobody chose, its evidence on one page, a finding followed to its end, and the report.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import { choosePerson, day, decide, inboxHas, openTask, pick, write } from "./flows";
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

describe("an audit", () => {
  it("AUTH-46 … 48: from a sample to a closed finding and the report", async () => {
    const auditor = await as("auditor");
    await auditor.goto("/audit");
    await auditor.getByRole("button", { name: "抽样" }).click();
    await auditor.getByRole("dialog").getByRole("button", { name: "抽取" }).click();
    await auditor.waitForURL(/\/audit\/samples\//);
    const items = auditor.getByRole("navigation", { name: "样本项" }).getByRole("button");
    await items.first().click();
    const evidence = auditor.getByRole("article", { name: "证据" });
    await evidence.getByRole("heading").first().waitFor();
    await shoot(auditor, "audit-evidence");
    expect(seriousOnes(await axe(auditor))).toEqual([]);

    await evidence.getByRole("button", { name: "登记发现" }).click();
    const dialog = auditor.getByRole("dialog", { name: "登记发现" });
    await write(dialog, "审计发现", "范围写得太宽");
    await pick(dialog, "重要程度", "一般");
    await choosePerson(dialog, "责任人", "何静");
    await write(dialog, "审计建议", "按班组授权");
    await write(dialog, "整改期限", day(7));
    await pick(dialog, "责任追究", "无");
    await dialog.getByRole("button", { name: "登记发现" }).click();
    const said = auditor.getByText(/已登记：编号 \d+/);
    await said.waitFor();
    const number = Number(/编号 (\d+)/.exec((await said.textContent()) ?? "")?.[1]);

    const grantor = await as("grantor");
    await inboxHas(grantor, number, "rectify");
    await openTask(grantor, number, "整改");
    await write(grantor, "整改措施与结果", "已改为按班组授权");
    await decide(grantor, "完成");
    await inboxHas(auditor, number, "recheck");
    await openTask(auditor, number, "审计复查");
    await write(auditor, "复查结论", "已复查");
    await decide(auditor, "已整改");

    await auditor.goto("/audit/findings?state=closed");
    await auditor.getByText("范围写得太宽").waitFor();
    await shoot(auditor, "audit-findings");
    expect(seriousOnes(await axe(auditor))).toEqual([]);

    const span = `from_ms=${Date.now() - 86_400_000}&until_ms=${Date.now() + 1}`;
    const report = await auditor.request.get(`/api/v1/audit/report.pdf?${span}`);
    expect(report.headers()["content-type"]).toContain("application/pdf");
    await auditor.goto("/audit/proof");
    await auditor.getByText("树根", { exact: true }).waitFor();
    for (const page of [auditor, grantor]) await page.context().close();
  });
});
