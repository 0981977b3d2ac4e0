// The life of a right where it is short: agreed by departments too, used, warned of, ended by the clock; taken in an
// emergency and answered for; suspended while its holder looks at the page.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre, editRulebook, writeTestRulebook } from "./centre";
import { decide, inboxHas, openTask, pick, submit, tick, write } from "./flows";
import {
  agentBackAtDesk,
  axe,
  DEMO_PASSWORD,
  hangsUp,
  inState,
  launch,
  openPage,
  seriousOnes,
  shoot,
  shootAll,
} from "./lib";
import { sightsOf, watchText } from "./watch";

/** From the request to the end of the right: five people decide, it is used, and half of it passes until the warning. */
const RIGHT_MS = 60_000;
/** A stop is in force everywhere, and seen, within a second. */
const STOP_SEEN_MS_MAX = 1_000;

let centre: Centre;
let browser: Browser;

beforeAll(async () => {
  [centre, browser] = await Promise.all([Centre.start({ writeRulebook: withJointReview }), launch()]);
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

/** Here recordings are critical: finance and IT must agree as well. */
function withJointReview(folder: string): void {
  writeTestRulebook(folder);
  editRulebook(folder, (edit) => {
    edit("org/capabilities.yaml", (text) =>
      text.replace(
        /(recording:play:\n(?: {2}.*\n)*? {2}sensitivity: )sensitive\n {2}grant: \{days_max: 60, /,
        "$1critical\n  grant: {joint: [finance, it], days_max: 60, ",
      ),
    );
  });
}

/** Through the server's door: these tests are about what comes after it. */
async function as(username: string): Promise<Page> {
  const page = await openPage(browser, { url: centre.url });
  await page.request.post("/api/v1/session", { data: { username, password: DEMO_PASSWORD } });
  return page;
}

async function signs(page: Page, number: number, step: string, title: string, outcome: string): Promise<void> {
  await inboxHas(page, number, step);
  await openTask(page, number, title);
  await decide(page, outcome, true);
}

/** A call that an agent answered, with its recording; its address. */
async function recordedCall(): Promise<string> {
  const agent = await agentBackAtDesk(browser, { url: centre.url }, "agent1");
  await agent.keyboard.press("Alt+r");
  await inState(agent, "就绪");
  const customer = centre.call();
  await customer.answered();
  customer.press("2");
  await inState(agent, "振铃");
  await agent.keyboard.press("F2");
  await inState(agent, "通话");
  await customer.hearsSomething();
  await hangsUp(agent, customer);
  const calls = await (await agent.request.get("/api/v1/calls?limit=1")).json();
  await agent.context().close();
  return `/calls/${(calls as { items: { id: string }[] }).items[0]?.id}`;
}

/** Follows the refusal to its request; the link says until when, to the second, as any link may. */
async function askFor(page: Page, until: number): Promise<number> {
  await refused(page).click();
  const why = page.getByRole("dialog").filter({ hasText: "不可以：调听录音" });
  await why.getByRole("link", { name: "申请权限" }).click();
  await page.waitForURL(/\/flows\/access-request\/start/);
  const link = new URL(page.url());
  const fields = JSON.parse(link.searchParams.get("fields") ?? "{}") as Record<string, string>;
  expect(fields.capability).toBe("recording:play");
  const span = { from: new Date(until - RIGHT_MS).toISOString(), until: new Date(until).toISOString() };
  link.searchParams.set("fields", JSON.stringify({ ...fields, ...span, scope_kind: "centre" }));
  await page.goto(link.href);
  await pick(page, "范围", "整个中心");
  await write(page, "申请原因", "核实一通投诉");
  await tick(page, "本人声明");
  return submit(page);
}

/** In place of the recording: why not. */
const refused = (page: Page) =>
  page
    .getByRole("dialog")
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: "录音" }) })
    .getByRole("button", { name: "为什么不能？" });
const player = (page: Page) => page.getByRole("dialog").locator("canvas");

async function plays(page: Page): Promise<void> {
  await player(page).waitFor();
  await page.getByRole("button", { name: "播放" }).click();
  await page.waitForFunction(() => (document.querySelector("audio")?.currentTime ?? 0) > 0);
}

describe("a right that departments must agree to", () => {
  it("AUTH-32, AUTH-40: opens what was refused, warns, ends by itself, and is refused again", async () => {
    const call = await recordedCall();
    const [analyst, manager, supervisor, it, finance, grantor] = await Promise.all(
      ["analyst", "manager", "supervisor", "it", "finance", "grantor"].map(as),
    );
    if (!analyst || !manager || !supervisor || !it || !finance || !grantor) throw new Error("somebody is missing");
    await analyst.goto(call);
    await refused(analyst).waitFor();
    expect(await player(analyst).count()).toBe(0);
    // The form tells whole seconds.
    const until = Math.floor((Date.now() + RIGHT_MS) / 1_000) * 1_000;
    const number = await askFor(analyst, until);

    await signs(manager, number, "first_review", "初审", "同意");
    await signs(supervisor, number, "final_review", "终审", "同意");
    await Promise.all([
      signs(it, number, "joint_it", "联合评审（信息技术部）", "同意"),
      signs(finance, number, "joint_finance", "联合评审（财务部）", "同意"),
    ]);
    await analyst.goto(call);
    await refused(analyst).waitFor();
    // The page stands open: it follows by itself when the right comes, and when it goes.
    await signs(grantor, number, "put_in_force", "权限管理员", "已授权");
    await plays(analyst);
    await shoot(analyst, "right-used");
    await Promise.all([manager, supervisor, it, finance, grantor].map((page) => page.context().close()));

    const notices = await analyst.context().newPage();
    await notices.goto("/notices");
    await notices.getByRole("button", { name: /授权即将到期：调听录音/ }).click({ timeout: RIGHT_MS });
    const extend = notices.getByRole("link", { name: "申请延期" });
    await shoot(notices, "right-warned");
    expect(seriousOnes(await axe(notices))).toEqual([]);
    expect(decodeURIComponent((await extend.getAttribute("href")) ?? "")).toContain("recording:play");

    await refused(analyst).waitFor({ timeout: RIGHT_MS });
    expect(Date.now()).toBeGreaterThanOrEqual(until);
    expect(await player(analyst).count()).toBe(0);
    await shoot(analyst, "right-over");
    const recording = (await (await analyst.request.get(`/api/v1${call}`)).json()) as { recording: { id: string } };
    const audio = await analyst.request.get(`/api/v1/recordings/${recording.recording.id}/audio`);
    expect(audio.status()).toBe(403);
    await analyst.context().close();
  }, 180_000);
});

describe("a right in an emergency", () => {
  it("AUTH-10: is loud, is used, is ended, and is judged by somebody else", async () => {
    const supervisor = await as("supervisor");
    await supervisor.goto("/flows/leave?tab=numbers");
    const exports = supervisor.getByRole("link", { name: /OCEL/ });
    await supervisor.getByRole("heading", { name: /请假/ }).first().waitFor();
    expect(await exports.count()).toBe(0);

    await supervisor.goto("/access");
    await supervisor.getByRole("button", { name: "紧急授权" }).click();
    const dialog = supervisor.getByRole("dialog", { name: /紧急授权/ });
    await dialog.getByRole("button", { name: /^取得权限/ }).click();
    await dialog.getByText(/请写明原因/).waitFor();
    await dialog.getByLabel("需要的权限").selectOption({ label: "导出流程数据" });
    await dialog.getByLabel("原因").fill("监管部门来电，要求一小时内提交请假办理记录");
    await shoot(supervisor, "emergency");
    expect(seriousOnes(await axe(supervisor))).toEqual([]);
    await dialog.getByRole("button", { name: /^取得权限/ }).click();
    const proof = supervisor.getByRole("dialog", { name: "请再次验证身份" });
    await proof.getByLabel("密码").fill(DEMO_PASSWORD);
    await proof.getByRole("button", { name: "确认" }).click();
    await supervisor.getByText(/已取得“导出流程数据”/).waitFor();
    await supervisor.getByRole("article").filter({ hasText: "导出流程数据" }).getByText("紧急授权").waitFor();

    const [manager, grantor] = await Promise.all([as("manager"), as("grantor")]);
    for (const page of [manager, grantor]) {
      await page.goto("/notices");
      await page.getByRole("button", { name: /紧急授权：赵雅琴 取得“导出流程数据”/ }).click();
      await page.getByText("要求一小时内提交").waitFor();
    }
    await shoot(manager, "emergency-loud");

    await supervisor.goto("/flows/leave?tab=numbers");
    const [file] = await Promise.all([supervisor.waitForEvent("download"), exports.first().click()]);
    expect(await file.failure()).toBeNull();

    await grantor.goto("/access/register?state=live");
    await grantor
      .getByRole("button", { name: /赵雅琴/ })
      .filter({ hasText: "导出流程数据" })
      .click();
    const sheet = grantor.getByRole("dialog", { name: "授权详情" });
    await sheet.getByText("查看、收听或导出").first().waitFor();
    await shoot(grantor, "emergency-grant");
    await sheet.getByRole("button", { name: "撤销" }).click();
    const reason = grantor.getByRole("dialog").filter({ hasText: "撤销赵雅琴" });
    await reason.getByRole("textbox").fill("已提交，不再需要");
    await reason.locator("form").getByRole("button", { name: "撤销" }).click();
    await exports.first().waitFor({ state: "detached" });

    await supervisor.goto("/tasks");
    const row = (page: Page, step: string) =>
      page.getByRole("main").getByRole("listitem").filter({ hasText: "紧急授权复核" }).filter({ hasText: step });
    await row(supervisor, "说明紧急情况").getByRole("link").click();
    await write(supervisor, "紧急情况与使用经过", "只导出了本月请假的办理记录");
    await decide(supervisor, "完成");
    await manager.goto("/tasks");
    await row(manager, "复核是否必要").getByRole("link").click();
    await manager.getByText("只导出了本月请假的办理记录").waitFor();
    await shoot(manager, "emergency-judged");
    await decide(manager, "确属必要", true);
    for (const page of [supervisor, manager, grantor]) await page.context().close();
  });
});

describe("a stop while the page is open", () => {
  it("AUTH-42: is told within a second, with what to do", async () => {
    const [agent, leader] = await Promise.all([agentBackAtDesk(browser, { url: centre.url }, "agent3"), as("leader1")]);
    await watchText(agent, "stop", '[role="alert"]', "被暂停", "strong");
    await leader.goto("/people?q=agent3");
    await leader.getByRole("button", { name: /^暂停张敏/ }).click();
    await leader.getByRole("dialog").getByLabel("原因").fill("查询了与来电无关的客户资料");
    await leader.getByRole("dialog").getByRole("button", { name: "马上暂停" }).click();
    await leader.getByRole("link", { name: "打开案件" }).waitFor();

    const alert = agent.getByRole("alert").filter({ hasText: "您的全部权限被暂停" });
    await alert.getByText("查询了与来电无关的客户资料").waitFor();
    await agent.getByText("工作台已停用").waitFor();
    await shoot(agent, "stopped-open-page");
    expect(seriousOnes(await axe(agent))).toEqual([]);
    const stops = await (await leader.request.get("/api/v1/access/suspensions")).json();
    const since = (stops as { items: { since_ms: number }[] }).items[0]?.since_ms ?? 0;
    const [seen] = (await sightsOf(agent, "stop")).filter((one) => one.text !== "");
    expect((seen?.at_ms ?? Number.POSITIVE_INFINITY) - since).toBeLessThan(STOP_SEEN_MS_MAX);

    await alert.getByRole("link", { name: "查看案件并说明情况" }).click();
    await agent.getByRole("heading", { name: /违规处理/ }).waitFor();
    await agent.goto("/access");
    await agent.getByText("您的权限被暂停").waitFor();
    for (const page of [agent, leader]) await page.context().close();
  });
});
