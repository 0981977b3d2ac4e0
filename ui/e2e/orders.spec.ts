// AUTH-12, AUTH-16 … AUTH-18, G-11: the purchases of who calls; an order not shipped gets another address; a shipped one is
// refused, and the flow that the refusal offers stops it after the supervisor has agreed.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import { decide, inboxHas, openTask, pick, submit, write } from "./flows";
import { agentBackAtDesk, axe, DEMO_PASSWORD, inState, launch, openPage, seriousOnes, shoot, shootAll } from "./lib";

/** Of the demo's customer who calls. */
const PLACED = "DEMO-5521";
const SHIPPED = "DEMO-5522";

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
  await page.request.post("/api/v1/session", { data: { username, password: DEMO_PASSWORD } });
  return page;
}

/** From the card at the desk to the page of the order. */
async function openFromCard(page: Page, number: string): Promise<void> {
  await page.goto("/desk");
  await page.getByRole("region", { name: "购买记录" }).getByRole("link", { name: number }).click();
  await page.getByRole("heading", { name: `订单 ${number}` }).waitFor();
}

describe("the orders of who calls", () => {
  it("change before shipping, and stop after it when the supervisor has agreed", async () => {
    const page = await agentBackAtDesk(browser, { url: centre.url }, "agent1");
    await page.keyboard.press("Alt+r");
    await inState(page, "就绪");
    const customer = centre.call({ from: "19900000000" });
    await customer.answered();
    customer.press("2");
    await inState(page, "振铃");
    await page.keyboard.press("F2");
    await inState(page, "通话");
    await page.getByRole("region", { name: "购买记录" }).getByText(PLACED).waitFor();
    await shoot(page, "orders-card");

    await openFromCard(page, PLACED);
    await page.getByText("北京市朝阳区建国路88号3号楼1201").waitFor();
    await page.getByRole("button", { name: "修改地址" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("收货地址").fill("上海市浦东新区世纪大道100号");
    await dialog.getByRole("button", { name: "保存" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("上海市浦东新区世纪大道100号").waitFor();
    await page.getByRole("region", { name: "经过" }).getByText("修改收货地址").waitFor();
    expect(seriousOnes(await axe(page))).toEqual([]);
    await shoot(page, "orders-changed");

    await openFromCard(page, SHIPPED);
    await expect(page.getByRole("button", { name: "修改地址" }).count()).resolves.toBe(0);
    // What the page does not offer, the server refuses, and names the way.
    const id = page.url().split("/").pop() ?? "";
    const refused = await page.request.post(`/api/v1/orders/${id}/address`, { data: { address: "别处" } });
    expect(refused.status()).toBe(403);
    const problem = (await refused.json()) as { request: { flow: string; fields: Record<string, string> } };
    expect(problem.request).toEqual({
      flow: "order-cancellation",
      fields: { cancel_order: SHIPPED, order_state: "shipped" },
    });
    await shoot(page, "orders-refused");
    await page.getByRole("link", { name: /申请拦截/ }).click();
    await page.getByRole("heading", { name: "发起：取消订单" }).waitFor();
    await expect(page.getByLabel("订单号").inputValue()).resolves.toBe(SHIPPED);
    await write(page, "客户", "李建国");
    await write(page, "取消原因", "客户要求退货");
    await pick(page, "坐席可直接取消", "否");
    await pick(page, "已付款", "否");
    const number = await submit(page);

    const supervisor = await as("supervisor");
    await inboxHas(supervisor, number, "intercept");
    await openTask(supervisor, number, "主管审批");
    await decide(supervisor, "同意");
    await inboxHas(page, number, "submit_interception");
    await openTask(page, number, "坐席提交拦截或退货申请");
    await decide(page, "完成");

    await openFromCard(page, SHIPPED);
    await page.getByText("已申请拦截/退货", { exact: true }).waitFor();
    await page.getByText("赵雅琴").first().waitFor();
    await shoot(page, "orders-stopped");
    customer.hangUp();
    await customer.ended();
    await page.context().close();
    await supervisor.context().close();
  });

  it("are marked by logistics, who see the address masked", async () => {
    const page = await as("logistics");
    await page.goto("/orders?state=shipped");
    await page.getByRole("list", { name: "订单列表" }).getByRole("link").first().click();
    await page.getByRole("button", { name: "已签收" }).click();
    await page.getByRole("region", { name: "经过" }).getByText("签收").waitFor();
    expect(await page.getByRole("main").textContent()).toContain("*");
    await shoot(page, "orders-logistics");
    await page.context().close();
  });
});
