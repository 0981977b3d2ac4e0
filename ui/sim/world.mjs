// A pretend centre: queues, agents, callers and their facts, as the switch would tell them. One tick a second.
//
// Only for building and showing the pages. It keeps the promises of the live socket, not those of telephony.

import { randomUUID } from "node:crypto";

export const QUEUES = [
  {
    id: "presale",
    name_zh: "售前",
    name_en: "Pre-sale",
    service_level_within_ms: 20_000,
    service_level_target_percent: 80,
  },
  {
    id: "aftersale",
    name_zh: "售后",
    name_en: "After-sale",
    service_level_within_ms: 20_000,
    service_level_target_percent: 80,
  },
  {
    id: "complaint",
    name_zh: "投诉",
    name_en: "Complaint",
    service_level_within_ms: 15_000,
    service_level_target_percent: 80,
  },
];

const leaf = (code, name_zh, name_en) => ({ code, name_zh, name_en });

export const DISPOSITIONS = {
  presale: [
    {
      ...leaf("ask", "咨询", "Question"),
      children: [
        leaf("ask.price", "价格", "Price"),
        leaf("ask.product", "产品功能", "Product"),
        leaf("ask.stock", "库存", "Stock"),
      ],
    },
    {
      ...leaf("order", "下单", "Order"),
      children: [leaf("order.placed", "已下单", "Placed"), leaf("order.later", "稍后再买", "Later")],
    },
    leaf("other", "其他", "Other"),
  ],
  aftersale: [
    {
      ...leaf("refund", "退款", "Refund"),
      children: [leaf("refund.asked", "申请退款", "Asked for"), leaf("refund.status", "退款进度", "Progress")],
    },
    {
      ...leaf("repair", "维修", "Repair"),
      children: [
        leaf("repair.book", "预约上门", "Visit booked"),
        leaf("repair.guide", "电话指导解决", "Solved by phone"),
        leaf("repair.part", "配件", "Part"),
      ],
    },
    {
      ...leaf("delivery", "物流", "Delivery"),
      children: [leaf("delivery.late", "未收到货", "Not arrived"), leaf("delivery.stop", "拦截", "Stop the parcel")],
    },
    leaf("other", "其他", "Other"),
  ],
  complaint: [
    leaf("complaint.service", "服务态度", "Service"),
    leaf("complaint.quality", "产品质量", "Quality"),
    leaf("complaint.delay", "处理超时", "Too slow"),
    leaf("other", "其他", "Other"),
  ],
};

const NAMES = ["王芳", "李强", "张敏", "刘洋", "陈静", "杨帆", "赵磊", "黄丽", "周涛", "吴倩", "徐鹏", "孙悦"];
const OTHERS = [
  ["leader1", "陈组长", "team_leader", "team1"],
  ["leader2", "何组长", "team_leader", "team2"],
  ["supervisor", "赵主管", "supervisor", null],
  ["manager", "林经理", "manager", null],
  ["admin", "系统管理员", "admin", null],
  ["auditor", "内部审计", "auditor", null],
  ["qa", "刘质检", "qa", null],
  ["newcomer", "钱新", "newcomer", "team1"],
];

const id = (n) => `01930000-0000-7000-8000-${String(n).padStart(12, "0")}`;

export const PEOPLE = [
  ...NAMES.map((name, n) => ({
    id: id(n + 1),
    username: `agent${n + 1}`,
    name,
    roles: [n === 5 ? "senior_agent" : "agent"],
    team: n < 6 ? "team1" : "team2",
    locale: "zh-CN",
    is_active: true,
    queues: n < 6 ? ["aftersale", "complaint"] : ["presale", "aftersale"],
  })),
  ...OTHERS.map(([username, name, role, team], n) => ({
    id: id(100 + n),
    username,
    name,
    roles: [role],
    team,
    locale: "zh-CN",
    is_active: true,
    queues: [],
  })),
];

const pick = (list) => list[Math.floor(Math.random() * list.length)];
const masked = (number) => `${number.slice(0, 3)}****${number.slice(-4)}`;

export class World {
  constructor(now = Date.now()) {
    this.seq = 0;
    this.facts = [];
    this.calls = new Map();
    this.listeners = new Set();
    this.agents = new Map(
      PEOPLE.filter((person) => person.queues.length > 0).map((person) => [
        person.id,
        { person, state: { state: "offline" }, since: now - 3_600_000, calls: 0, handled: 0, media: false },
      ]),
    );
    this.queues = new Map(QUEUES.map((queue) => [queue.id, { waiting: [], day: { o: 0, a: 0, b: 0, f: 0, in: 0 } }]));
    this.past(now);
  }

  say(body, at = Date.now(), actor = "switch") {
    const fact = { seq: ++this.seq, at_ms: at, actor, ...body };
    this.facts.push(fact);
    if (body.call && body.kind !== "agent_state_changed") this.calls.get(body.call)?.facts.push(fact);
    for (const listener of this.listeners) listener(fact);
    return fact;
  }

  /** What happened since this morning, so that lists and reports are not empty. */
  past(now) {
    this.say({ kind: "service_started", version: "0.1.0" }, now - 6 * 3_600_000, "system");
    this.say(
      { kind: "rulebook_in_force", hash: "9f2ac1d04b7e9f2ac1d04b7e9f2ac1d04b7e9f2ac1d04b7e9f2ac1d04b7e0000" },
      now - 6 * 3_600_000,
      "system",
    );
    for (let n = 0; n < 220; n++) {
      const at = now - 6 * 3_600_000 + n * 95_000;
      const call = this.start(at);
      const queue = this.queues.get(call.row.queue);
      const wait = Math.floor(Math.random() ** 4 * 70_000);
      const agent = pick([...this.agents.values()].filter((one) => one.person.queues.includes(call.row.queue)));
      if (Math.random() < 0.08) {
        this.leave(call, "abandoned", wait, at + 9_000 + wait);
        this.end(call, "customer_hung_up", at + 9_000 + wait);
      } else {
        const talk = 30_000 + Math.floor(Math.random() * 240_000);
        this.offer(call, agent.person, wait, at + 9_000 + wait, false);
        this.bridge(call, agent, at + 12_000 + wait, false);
        if (n % 7 === 0) {
          this.say({ kind: "hold_started", call: call.row.id, by: "agent" }, at + 30_000 + wait, {
            person: agent.person.id,
          });
          this.say({ kind: "hold_ended", call: call.row.id, held_ms: 14_000 }, at + 44_000 + wait, {
            person: agent.person.id,
          });
          call.row.hold_ms = 14_000;
        }
        call.row.talk_ms = talk;
        this.end(call, pick(["customer_hung_up", "customer_hung_up", "agent_hung_up"]), at + 12_000 + wait + talk);
        const codes = DISPOSITIONS[call.row.queue].flatMap((one) => one.children ?? [one]);
        call.row.disposition = pick(codes).code;
        this.say(
          {
            kind: "disposition_set",
            call: call.row.id,
            agent: agent.person.id,
            code: call.row.disposition,
            note: n % 9 === 0 ? "客户要求周四前回电" : "",
          },
          at + 20_000 + wait + talk,
          { person: agent.person.id },
        );
        agent.calls += 1;
        agent.handled += talk + 25_000;
      }
      queue.day.o += 1;
    }
    for (const agent of this.agents.values()) {
      if (Number(agent.person.username.slice(5)) % 5 === 0) continue;
      const away = pick(["break", "meal", "training", "missed_offer"]);
      this.change(
        agent,
        Math.random() < 0.7 ? { state: "ready" } : { state: "away", reason: away },
        now - Math.floor(Math.random() * 900_000),
      );
    }
  }

  start(at) {
    const number = `1${pick(["38", "59", "86", "77"])}${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
    const key = pick(["1", "2", "2", "3"]);
    const queue = { 1: "presale", 2: "aftersale", 3: "complaint" }[key];
    const row = {
      id: randomUUID(),
      started_ms: at,
      ended_ms: null,
      from: masked(number),
      to: "95000",
      queue,
      agent: null,
      outcome: "live",
      cause: null,
      wait_ms: 0,
      talk_ms: 0,
      hold_ms: 0,
      disposition: null,
      recording: null,
      is_demo: true,
    };
    const call = { row, number, facts: [], state: "ivr", since: at, bridged: null };
    this.calls.set(row.id, call);
    this.say({ kind: "call_started", call: row.id, from: row.from, to: "95000", trunk: "demo" }, at, "demo");
    this.say({ kind: "ivr_entered", call: row.id, flow: "hotline", node: "main" }, at + 300);
    this.say({ kind: "key_pressed", call: row.id, node: "main", key }, at + 4_000, "outside");
    this.say({ kind: "queue_entered", call: row.id, queue, priority: 0 }, at + 4_200);
    call.queued = at + 4_200;
    return call;
  }

  change(agent, state, at = Date.now(), cause) {
    agent.state = state;
    agent.since = at;
    this.say({ kind: "agent_state_changed", agent: agent.person.id, ...state, ...(cause ? { cause } : {}) }, at);
  }

  offer(call, person, wait, at, isLive = true) {
    call.leg = `${call.row.id}.1`;
    call.row.agent = { id: person.id, name: person.name };
    call.state = "ringing";
    call.since = at;
    this.say(
      { kind: "offer_made", call: call.row.id, leg: call.leg, agent: person.id, queue: call.row.queue, wait_ms: wait },
      at,
    );
    if (isLive)
      this.change(this.agents.get(person.id), { state: "ringing", call: call.row.id, until: at + 20_000 }, at);
  }

  leave(call, outcome, wait, at) {
    const queue = this.queues.get(call.row.queue);
    queue.waiting = queue.waiting.filter((one) => one !== call);
    call.row.wait_ms = wait;
    call.row.outcome = outcome;
    queue.day[{ answered: "a", abandoned: "b", overflowed: "f" }[outcome]] += 1;
    if (outcome === "answered" && wait <= 20_000) queue.day.in += 1;
    this.say({ kind: "queue_left", call: call.row.id, queue: call.row.queue, outcome, wait_ms: wait }, at);
  }

  bridge(call, agent, at, isLive = true) {
    const leg = `${call.row.id}.1`;
    this.say(
      { kind: "offer_ended", call: call.row.id, leg, agent: agent.person.id, outcome: "answered", ring_ms: 3_000 },
      at,
    );
    this.leave(call, "answered", at - call.queued, at);
    this.say({ kind: "call_bridged", call: call.row.id, leg, agent: agent.person.id }, at);
    call.row.recording = { id: call.row.id, duration_ms: null };
    this.say({ kind: "recording_started", call: call.row.id, recording: call.row.id }, at);
    call.state = "talking";
    call.since = at;
    call.bridged = at;
    if (isLive) this.change(agent, { state: "talking", call: call.row.id }, at);
  }

  end(call, cause, at) {
    const { row } = call;
    row.ended_ms = at;
    row.cause = cause;
    if (call.bridged && !row.talk_ms) row.talk_ms = at - call.bridged;
    if (row.recording) {
      row.recording.duration_ms = row.talk_ms;
      this.say(
        { kind: "recording_ended", call: row.id, recording: row.id, duration_ms: row.talk_ms, bytes: row.talk_ms * 16 },
        at,
      );
    }
    this.say(
      {
        kind: "call_ended",
        call: row.id,
        cause,
        status: row.recording ? 200 : 487,
        talk_ms: row.talk_ms,
        hold_ms: row.hold_ms,
      },
      at,
      "outside",
    );
    call.state = "ended";
  }

  missed(call, agent, at) {
    this.say(
      {
        kind: "offer_ended",
        call: call.row.id,
        leg: call.leg,
        agent: agent.person.id,
        outcome: "missed",
        ring_ms: 20_000,
      },
      at,
    );
    call.state = "waiting";
    call.row.agent = null;
    this.change(agent, { state: "away", reason: "missed_offer" }, at, "missed_offer");
  }

  /** One second of the day. */
  tick(now = Date.now()) {
    const open = [...this.calls.values()].filter((call) => call.state !== "ended");
    if (open.length < 14 && Math.random() < 0.22) {
      const call = this.start(now - 4_200);
      call.state = "waiting";
      this.queues.get(call.row.queue).waiting.push(call);
      this.queues.get(call.row.queue).day.o += 1;
    }
    for (const queue of this.queues.values()) {
      for (const call of [...queue.waiting]) {
        if (call.state !== "waiting") continue;
        if (now - call.queued > 50_000 && Math.random() < 0.05) {
          this.leave(call, "abandoned", now - call.queued, now);
          this.end(call, "customer_hung_up", now);
          continue;
        }
        const free = [...this.agents.values()].find(
          (one) => one.state.state === "ready" && one.person.queues.includes(call.row.queue),
        );
        if (free) this.offer(call, free.person, now - call.queued, now);
      }
    }
    for (const agent of this.agents.values()) this.tickAgent(agent, now);
  }

  tickAgent(agent, now) {
    const { state } = agent;
    const call = state.call ? this.calls.get(state.call) : null;
    if (state.state === "ringing" && now >= state.until) this.missed(call, agent, now);
    else if (state.state === "ringing" && !agent.isHuman && now - agent.since > 2_500) this.bridge(call, agent, now);
    else if (
      state.state === "talking" &&
      now - agent.since > (agent.isHuman ? 180_000 : 25_000) &&
      Math.random() < 0.04
    )
      this.hangUp(agent, "customer_hung_up", now);
    else if (state.state === "wrap_up" && (now >= state.until || (!agent.isHuman && Math.random() < 0.1)))
      this.change(agent, { state: "ready" }, now);
    else if (state.state === "away" && !agent.isHuman && Math.random() < 0.01)
      this.change(agent, { state: "ready" }, now);
    else if (state.state === "ready" && !agent.isHuman && Math.random() < 0.004)
      this.change(agent, { state: "away", reason: "break" }, now);
  }

  hangUp(agent, cause, now = Date.now()) {
    const call = this.calls.get(agent.state.call);
    this.end(call, cause, now);
    agent.calls += 1;
    agent.handled += call.row.talk_ms + 20_000;
    this.change(agent, { state: "wrap_up", call: call.row.id, until: now + (agent.isHuman ? 90_000 : 30_000) }, now);
  }

  figures(queue) {
    const { o, a, b, f, in: within } = this.queues.get(queue).day;
    const all = a + b;
    return {
      offered: a + b + f,
      entered: o,
      answered: a,
      abandoned: b,
      overflowed: f,
      answered_within: within,
      service_level_percent: all ? Math.round((within / all) * 10_000) / 100 : null,
      abandonment_percent: all ? Math.round((b / all) * 10_000) / 100 : null,
      aht_ms: 168_000,
    };
  }

  floor(only) {
    const agents = {};
    for (const [key, agent] of this.agents) {
      if (only && key !== only) continue;
      agents[key] = {
        ...agent.state,
        since_ms: agent.since,
        has_browser_phone: agent.media,
        today: {
          calls: agent.calls,
          missed: agent.calls % 3,
          occupancy_percent: 71.4,
          aht_ms: agent.calls ? Math.round(agent.handled / agent.calls) : null,
        },
      };
    }
    const queues = {};
    for (const [key, queue] of this.queues) {
      const staff = [...this.agents.values()].filter((one) => one.person.queues.includes(key));
      const count = (state) => staff.filter((one) => one.state.state === state).length;
      if (only && !this.agents.get(only)?.person.queues.includes(key)) continue;
      queues[key] = {
        waiting: queue.waiting.map((call) => ({
          call: call.row.id,
          from_masked: call.row.from,
          since_ms: call.queued,
          priority: 0,
        })),
        ready: count("ready"),
        ringing: count("ringing"),
        talking: count("talking"),
        wrap_up: count("wrap_up"),
        away: count("away"),
        today: this.figures(key),
      };
    }
    const calls = {};
    for (const [key, call] of this.calls) {
      if (call.state === "ended" || (only && call.row.agent?.id !== only)) continue;
      calls[key] = {
        from_masked: call.row.from,
        to: call.row.to,
        trunk: "demo",
        queue: call.row.queue,
        agent: call.row.agent?.id ?? null,
        state: call.held ? "on_hold" : call.state,
        since_ms: call.since,
        started_ms: call.row.started_ms,
        wait_ms: call.row.wait_ms,
        recording: null,
      };
    }
    return { day_ms: 0, agents, queues, calls };
  }
}
