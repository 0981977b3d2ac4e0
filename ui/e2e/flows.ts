// Hands for the rooms of flows: fill a form by its labels, find a task by its number, choose an outcome, sign.

import type { Locator, Page } from "playwright-core";
import { DEMO_PASSWORD } from "./lib";

type Scope = Page | Locator;

/** A label may be followed by a star, a unit or "optional". */
const label = (text: string) => new RegExp(`^\\s*${text.replace(/[()（）.]/g, "\\$&")}`);

/** Texts, numbers, dates (`2026-11-25`) and times (`2026-11-25T18:00`). */
export async function write(scope: Scope, field: string, value: string | number): Promise<void> {
  const input = scope.getByLabel(label(field)).first();
  await input.fill(String(value));
  await input.blur();
}

/** One of the choices that are all seen at once. */
export async function pick(scope: Scope, field: string, choice: string): Promise<void> {
  await scope
    .getByRole("group", { name: label(field) })
    .getByRole("radio", { name: choice })
    .check({ force: true });
}

export async function tick(scope: Scope, field: string): Promise<void> {
  await scope.getByRole("checkbox", { name: label(field) }).check({ force: true });
}

/** Looks somebody up by name and takes them. */
export async function choosePerson(scope: Scope, field: string, name: string): Promise<void> {
  const input = scope.getByRole("combobox", { name: label(field) }).first();
  await input.fill(name);
  await scope
    .getByRole("option", { name: new RegExp(name) })
    .first()
    .click();
}

/** A new row of a list of records. */
export async function addRow(page: Page, field: string): Promise<Locator> {
  const list = page.getByRole("group", { name: label(field) });
  const rows = list.getByRole("listitem");
  const before = await rows.count();
  await list.getByRole("button", { name: "添加一行" }).click();
  await rows.nth(before).waitFor();
  return rows.nth(before);
}

/** `2026-11-25`, so many days from today in the centre's time. */
export function day(ahead: number): string {
  return new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10);
}

/** `2026-11-25T18:00`, so many minutes from now in the centre's time. */
export function time(minutesAhead: number): string {
  return new Date(Date.now() + 8 * 3_600_000 + minutesAhead * 60_000).toISOString().slice(0, 16);
}

/** Opens the form of a flow from the catalogue, by searching for it. */
export async function openStart(page: Page, flow: string): Promise<void> {
  await page.goto("/flows");
  await page.getByRole("searchbox", { name: "查找流程" }).fill(flow);
  await page.getByRole("button", { name: `发起：${flow}`, exact: true }).click();
  await page.getByRole("heading", { name: `发起：${flow}` }).waitFor();
}

/** Sends the form; the number of the new instance. */
export async function submit(page: Page): Promise<number> {
  await page.getByRole("button", { name: /^提交/ }).click();
  const said = page.getByText(/已提交：编号 \d+/).first();
  await said.waitFor();
  return Number(/编号 (\d+)/.exec((await said.textContent()) ?? "")?.[1]);
}

/** A row of the inbox. */
export function taskRow(page: Page, number: number, step: string): Locator {
  return page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ hasText: new RegExp(`第 ${number} 号`) })
    .filter({ hasText: step });
}

/** Opens a task from the inbox. */
export async function openTask(page: Page, number: number, step: string): Promise<void> {
  await page.goto("/tasks");
  await taskRow(page, number, step).getByRole("link").click();
  await page
    .getByRole("heading", { name: new RegExp(step) })
    .first()
    .waitFor();
}

/** Chooses an outcome; where the step is signed, types the password. The page goes on by itself. */
export async function decide(page: Page, outcome: string, isSigned = false): Promise<void> {
  const from = page.url();
  const outcomes = page.getByRole("group", { name: "办理结果" });
  await outcomes.getByRole("button", { name: new RegExp(`^${outcome}`) }).click();
  if (isSigned) await sign(page);
  await page.waitForURL((url) => url.href !== from);
}

export async function sign(page: Page, password = DEMO_PASSWORD): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("密码").fill(password);
  await dialog.getByRole("button", { name: "签名并提交" }).click();
}

/** The page of an instance: its story with everything around it. */
export async function story(page: Page, id: string): Promise<string> {
  await page.goto(`/flows/instances/${id}`);
  await page.getByRole("heading", { name: "经过" }).waitFor();
  const told = page.getByRole("main");
  await told
    .getByText(/发起$|发起（/)
    .first()
    .waitFor();
  return (await told.textContent()) ?? "";
}

interface Row {
  instance: string;
  task: number;
  number: number;
  step: { key: string };
}

/** What the server has in somebody's inbox, to know that a thing is there or is not. */
export async function inbox(page: Page): Promise<Row[]> {
  const answer = await page.request.get("/api/v1/tasks?box=open&limit=100");
  return ((await answer.json()) as { items: Row[] }).items;
}

/** Waits until the server has this step in the reader's inbox. */
export async function inboxHas(page: Page, number: number, step: string, ms = 15_000): Promise<Row> {
  const end = Date.now() + ms;
  for (;;) {
    const found = (await inbox(page)).find((row) => row.number === number && row.step.key === step);
    if (found) return found;
    if (Date.now() > end) throw new Error(`no \`${step}\` of ${number} after ${ms} ms`);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
}
