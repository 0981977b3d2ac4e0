// A known customer calls: the card is masked, opens for a purpose and closes by itself; what needs a right leads to its
// request.

import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import { agentBackAtDesk, axe, inState, launch, seriousOnes, shoot, shootAll } from "./lib";

/** How long the revealed number stays in this test, instead of two minutes. */
const SHOWN_MS = 3_000;

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

/** The server says two minutes; the page is told less. */
async function hideSooner(page: Page): Promise<void> {
  await page.route("**/customers/*/reveal", async (route) => {
    const answer = await route.fetch();
    const told = (await answer.json()) as { until_ms: number };
    expect(told.until_ms - Date.now()).toBeGreaterThan(100_000);
    await route.fulfill({ response: answer, json: { ...told, until_ms: Date.now() + SHOWN_MS } });
  });
}

async function forPurpose(page: Page, field: Locator, button: string, submit: string): Promise<void> {
  await field.getByRole("button", { name: button }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "核实本人身份" }).click();
  await dialog.getByRole("button", { name: submit }).click();
  await dialog.waitFor({ state: "detached" });
}

describe("a known customer", () => {
  it("is masked, opens for a purpose, and stays closed without a right", async () => {
    const page = await agentBackAtDesk(browser, { url: centre.url }, "agent1");
    await hideSooner(page);
    await page.keyboard.press("Alt+r");
    await inState(page, "就绪");
    const customer = centre.call({ from: "19900000000" });
    await customer.answered();
    customer.press("2");
    await inState(page, "振铃");
    await page.keyboard.press("F2");
    await inState(page, "通话");

    const card = page.getByRole("region", { name: "客户", exact: true });
    const field = (key: string) => card.locator(`[data-field="${key}"]`);
    await card.getByText("李建国").waitFor();
    await field("phone").getByText("199 **** 0000", { exact: true }).waitFor();
    for (const secret of ["19900000000", "990101197001100007", "6222029900000000002"]) {
      expect(await card.textContent()).not.toContain(secret);
    }
    await shoot(page, "customer-card");
    expect(seriousOnes(await axe(page))).toEqual([]);

    await forPurpose(page, field("phone"), "查看完整内容", "查看完整内容");
    await field("phone").getByText("19900000000").waitFor();
    await field("phone").getByRole("timer").waitFor();
    await shoot(page, "customer-revealed");
    await field("phone").getByText("199 **** 0000", { exact: true }).waitFor();

    await forPurpose(page, field("id_card"), "客户已同意", "登记同意");
    await card.getByRole("listitem").filter({ hasText: "身份证号" }).filter({ hasText: "核实本人身份" }).waitFor();

    await expect(field("bank_card").getByRole("button", { name: "查看完整内容" }).count()).resolves.toBe(0);
    await shoot(page, "customer-consent");
    await field("bank_card").getByRole("link", { name: "申请权限" }).click();
    await page.getByRole("heading", { name: /授权申请/ }).waitFor();
    expect(page.url()).toContain("bank_card%3Areveal");
    // Whom it is about stands as the reader may know them, not as an id.
    await page
      .getByLabel(/班组或客户/)
      .locator("option:checked")
      .filter({ hasText: "李建国" })
      .waitFor({ state: "attached" });
    await shoot(page, "customer-request");
    await page.keyboard.press("F2");
    await customer.ended();
    await page.context().close();
  });
});
