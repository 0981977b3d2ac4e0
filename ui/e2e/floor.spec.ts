// A call moves on the floor and on the wallboard as it moves in the switch: within a second, and how soon is measured.

import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Centre } from "./centre";
import { agentBackAtDesk, inState, launch, logIn, openPage, shoot, shootAll } from "./lib";
import { writeTone } from "./tone";
import { factsOf, keepFacts, percentile, type SeenFact, type Sight, sightsOf, watchText } from "./watch";

/** Each call rings, talks, is held and resumed twice, is wrapped up, and leaves the agent ready: eight facts. */
const CALLS = 5;
const HOLDS = 2;
const SHOWN_MS_MAX = 1_000;
const FACTS_MIN = 30;

const WORDS: Record<string, string> = { ringing: "振铃", talking: "通话", wrap_up: "话后处理", ready: "就绪" };

let centre: Centre;
let browser: Browser;

beforeAll(async () => {
  centre = await Centre.start();
  const microphone = join(centre.folder, "microphone.wav");
  writeTone(microphone, 1_000);
  browser = await launch(microphone);
});

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(browser, task.name);
});

it("shows each step of a call within a second, on the floor and on the wallboard", async () => {
  const agent = await agentBackAtDesk(browser, { url: centre.url }, "agent1");

  const floor = await openPage(browser, { url: centre.url });
  await keepFacts(floor);
  await logIn(floor, "supervisor");
  await floor.waitForURL(/\/floor/);
  await floor.getByRole("row").filter({ hasText: "王芳" }).waitFor();
  // A window of its own: a browser draws a tab in the background once in a second.
  const board = await openPage(browser, { url: centre.url });
  await keepFacts(board);
  await logIn(board, "manager");
  await board.goto("/wallboard");
  await board.getByText("就绪坐席").waitFor();
  await watchText(floor, "agent", "tr", "王芳", "td");
  await watchText(board, "talking", "dl > div", "通话中", "dd");
  await watchText(board, "waiting", "dl > div", "等候人数", "dd");

  await agent.keyboard.press("Alt+r");
  await inState(agent, "就绪");
  for (let call = 0; call < CALLS; call++) await oneCall(agent, floor, board, call);

  const steps = (await factsOf(floor)).filter(isStep);
  const delays = delaysOf(steps.map(wordOf), await sightsOf(floor, "agent"));
  const figures = await boardDelays(board);
  tell("floor", delays);
  tell("wallboard", figures);
  expect(delays.length + figures.length).toBeGreaterThanOrEqual(FACTS_MIN);
  expect(Math.max(...delays, ...figures)).toBeLessThan(SHOWN_MS_MAX);
});

async function oneCall(agent: Page, floor: Page, board: Page, number: number): Promise<void> {
  const row = floor.getByRole("row").filter({ hasText: "王芳" });
  const customer = centre.call({ from: `1990000400${number}` });
  await customer.answered();
  customer.press("2");
  await inState(agent, "振铃");
  await row.filter({ hasText: "振铃" }).waitFor();
  await agent.keyboard.press("F2");
  await inState(agent, "通话");
  if (number === 0) {
    await shoot(floor, "floor");
    await shoot(board, "wallboard");
  }
  for (let hold = 0; hold < HOLDS; hold++) {
    await agent.keyboard.press("F4");
    await inState(agent, "保持中");
    await row.filter({ hasText: "保持中" }).waitFor();
    await agent.keyboard.press("F4");
    await inState(agent, "通话");
    await row.filter({ hasText: "通话" }).waitFor();
  }
  customer.hangUp();
  await customer.ended();
  await inState(agent, "话后处理");
  await row.filter({ hasText: "话后处理" }).waitFor();
  await agent.getByRole("radio").first().click();
  await agent.keyboard.press("F9");
  await inState(agent, "就绪");
  await row.filter({ hasText: "就绪" }).waitFor();
}

type Step = { word: string; at_ms: number };

function isStep(fact: SeenFact): boolean {
  if (fact.kind === "hold_started" || fact.kind === "hold_ended") return true;
  return fact.kind === "agent_state_changed" && WORDS[fact.state ?? ""] !== undefined;
}

function wordOf(fact: SeenFact): Step {
  const word = fact.kind === "hold_started" ? "保持中" : fact.kind === "hold_ended" ? "通话" : WORDS[fact.state ?? ""];
  return { word: word ?? "", at_ms: fact.at_ms };
}

/** From each step to the first frame after it that shows it; a step that was never shown counts as the limit. */
function delaysOf(steps: Step[], sights: Sight[]): number[] {
  let from = 0;
  return steps.map((step) => {
    const at = sights.findIndex(
      (sight, place) => place >= from && sight.text.endsWith(step.word) && sight.at_ms >= step.at_ms - 1,
    );
    if (at < 0) return SHOWN_MS_MAX;
    from = at + 1;
    return (sights[at]?.at_ms ?? 0) - step.at_ms;
  });
}

/** The board counts who talks and who waits: 0 and 1 in turn with one agent and one caller. */
async function boardDelays(board: Page): Promise<number[]> {
  const facts = await factsOf(board);
  const steps = (is: (fact: SeenFact) => string | null): Step[] =>
    facts.flatMap((fact) => {
      const word = is(fact);
      return word === null ? [] : [{ word, at_ms: fact.at_ms }];
    });
  const talking = steps((fact) => {
    if (fact.kind !== "agent_state_changed") return null;
    return fact.state === "talking" ? "1" : fact.state === "wrap_up" ? "0" : null;
  });
  const waiting = steps((fact) => (fact.kind === "queue_entered" ? "1" : fact.kind === "queue_left" ? "0" : null));
  return [
    ...delaysOf(talking, await sightsOf(board, "talking")),
    ...delaysOf(waiting, await sightsOf(board, "waiting")),
  ];
}

function tell(screen: string, delays: number[]): void {
  const figures = [0.5, 0.95, 1].map((share) => percentile(delays, share).toFixed(0));
  console.log(
    `fact to ${screen}: p50 ${figures[0]} ms, p95 ${figures[1]} ms, most ${figures[2]} ms of ${delays.length} facts`,
  );
}
