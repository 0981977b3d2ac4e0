// Pretend flows: the catalogue is the real rulebook's heads, three of its drawings are as the engine draws them
// (diagrams.json); the instances are made up so that every part of the pages has something to show.

import { readdirSync, readFileSync } from "node:fs";
import { PEOPLE } from "./world.mjs";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const now = Date.now();
const book = new URL("../../rulebook/", import.meta.url);

const words = (zh, en) => ({ zh, en });
const keyed = (key, zh, en) => ({ key, name: words(zh, en) });
const personView = ({ id, name, roles, team }) => ({ id, name, roles, team });
const who = (username) => personView(PEOPLE.find((one) => one.username === username));
const uuid = (n) => `01950000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const problem = (status, code, more = {}) => ({
  status,
  body: { type: "about:blank", title: code, status, code, reasons: [], request_id: "sim-1", ...more },
});

const LABELS = { refuse: "不同意", return: "退回", again: "重新提交", drop: "放弃", else: "否则", returned: "退回" };
const labelled = (text) =>
  text &&
  words(
    text.replace(/^\w+/, (word) => LABELS[word] ?? word),
    text,
  );
const DIAGRAMS = Object.fromEntries(
  Object.entries(JSON.parse(readFileSync(new URL("./diagrams.json", import.meta.url), "utf8"))).map(([key, drawn]) => [
    key,
    { ...drawn, edges: drawn.edges.map((edge) => ({ ...edge, label: labelled(edge.label) })) },
  ]),
);
const PLAIN = { width: 0, height: 0, nodes: [], edges: [] };
const textOf = (key) => readFileSync(new URL(`flows/${key}.yaml`, book), "utf8");
const line = (text, key) => new RegExp(`^${key}: (.*)$`, "m").exec(text)?.[1] ?? null;
const named = (text) => {
  const found = /^name: \{zh: (.*?), en: (.*)\}$/m.exec(text);
  const plain = (word) => word.replace(/^'|'$/g, "");
  return words(plain(found?.[1] ?? "?"), plain(found?.[2] ?? "?"));
};
/** The form of a start by hand, when it is written in the usual way. */
const formOf = (text) => /^start:[\s\S]*?form: ([\w-]+)/m.exec(text)?.[1] ?? null;
const OWNERS = ["manager", "supervisor", "leader1", "leader2"];

const FLOWS = readdirSync(new URL("flows/", book))
  .filter((name) => name.endsWith(".yaml") && name !== "parameters.yaml")
  .map((name, at) => {
    const key = name.slice(0, -5);
    const text = textOf(key);
    const byHand = /^start:[\s\S]*?\bdo: (\w+)/m.exec(text)?.[1];
    const isScheduled = /^start:[\s\S]*?schedule:/m.test(text);
    return {
      key,
      name: named(text),
      about: line(text, "about") ?? (/^# (.*)$/m.exec(text)?.[1] || null),
      group: line(text, "group"),
      source: line(text, "source") ?? "?",
      version: Number(line(text, "version") ?? 1),
      owner: [who(OWNERS[at % OWNERS.length])],
      starts: byHand ? [{ key: byHand, name: named(text) }] : [],
      next_start_ms: isScheduled ? now + ((at % 9) + 1) * 5 * HOUR : null,
      open_instances: key === "leave" ? 4 : at % 5,
      form: formOf(text),
    };
  });
const flowRow = (flow) => {
  const { form: _, ...row } = flow;
  return row;
};
const flowOf = (key) => FLOWS.find((one) => one.key === key);
const keyedFlow = (key) => ({ key, name: flowOf(key).name });

const PARAMETERS = [
  ["leave_notice", "请假提前量", "Notice of leave", "1 day", "1 day", "T-01", null, "FLOW-01", "文件规定提前一天"],
  [
    "who_approves_leave",
    "请假由谁批准",
    "Who approves leave",
    "analyst",
    "leader",
    null,
    2,
    "FLOW-01, FIN-10",
    "两份文件不一致：流程文件写组长，财务文件写报表分析岗。默认按流程文件，因为组长知道当班人手。",
  ],
  ["approve_within", "审批时限", "Time to approve", "1 work day", "1 work day", null, null, "X-02", "文件未写时限"],
].map(([key, zh, en, value, standard, clock, number, source, reason]) => ({
  key,
  name: words(zh, en),
  value,
  default: standard,
  clock,
  switch: number,
  source,
  reason,
}));

function flowView(flow) {
  const text = textOf(flow.key);
  const form = flow.form && {
    key: flow.form,
    schema: JSON.parse(readFileSync(new URL(`forms/${flow.form}.json`, book), "utf8")),
  };
  return {
    ...flowRow(flow),
    hash: "9f2ac1d04b7e9f2ac1d04b7e9f2ac1d04b7e9f2ac1d04b7e9f2ac1d04b7e0001",
    text,
    forms: form ? [form] : [],
    start_forms: flow.starts.map((start) => ({ start: start.key, form: flow.form, required: [] })),
    diagram: DIAGRAMS[flow.key] ?? PLAIN,
    parameters: flow.key === "leave" ? PARAMETERS : [],
  };
}

const AGREE = keyed("agree", "同意", "Agree");
const LEADER = keyed("review", "组长审批", "Leader");
const MANAGER = keyed("review", "经理审批", "Manager");
const field = (key, zh, en, value, shown = String(value), shownEn = shown) => ({
  key,
  label: words(zh, en),
  value,
  shown: words(shown, shownEn),
  is_masked: false,
});
const entry = (seq, at_ms, kind, more = {}) => ({
  seq,
  at_ms,
  kind,
  actor: null,
  by: null,
  step: null,
  task: null,
  outcome: null,
  people: [],
  due_ms: null,
  text: null,
  fields: [],
  is_signed: false,
  reasons: [],
  ...more,
});
const step = (key, zh, en, state, more = {}) => ({
  step: keyed(key, zh, en),
  state,
  times: state === "done" ? 1 : 0,
  people: [],
  opened_ms: null,
  done_ms: null,
  due_ms: null,
  outcome: null,
  was_late: false,
  ...more,
});

/** A leave that the leader granted and that waits for the manager, or one that has ended. */
function leave(n, applicant, days, dueIn, isEnded = false) {
  const began = now - (isEnded ? 9 : 2) * DAY - n * 3 * HOUR;
  const agreed = began + 95 * MINUTE;
  const due = now + dueIn;
  const fields = [
    field("kind", "请假类别", "Kind of leave", "personal", "事假", "Personal leave"),
    field("from", "开始日期", "First day", "2026-11-30"),
    field("to", "结束日期", "Last day", "2026-12-02"),
    field("days", "请假天数", "Days", days, `${days} 天`, `${days} days`),
    field("reason", "事由", "Reason", "回老家参加姐姐的婚礼，来回路上需要两天。"),
  ];
  const story = [
    entry(n * 100 + 1, began, "instance_started", {
      actor: who(applicant),
      step: keyed("apply", "填写请假单", "Ask for leave"),
      fields,
      reasons: ["FLOW.start"],
    }),
    entry(n * 100 + 2, began, "exception_noted", { text: "须提前一天 / Ask a day ahead" }),
    entry(n * 100 + 3, began, "table_decided", {
      step: keyed("route", "确定审批级别", "Find who has to approve"),
      fields: [field("needs_manager", "需要经理", "Needs the manager", true, "是", "yes")],
    }),
    entry(n * 100 + 4, began, "task_opened", {
      step: LEADER,
      task: 1,
      people: [who("leader1")],
      due_ms: began + DAY,
      reasons: [],
    }),
    entry(n * 100 + 5, began + 30 * MINUTE, "task_reminded", { task: 1, people: [who("leader1")] }),
    entry(n * 100 + 6, agreed, "task_closed", {
      actor: who("leader1"),
      by: who("leader2"),
      step: keyed("review", "审批", "Approval"),
      task: 1,
      outcome: AGREE,
      is_signed: true,
      reasons: ["FLOW.task", "X-04.deputy"],
    }),
    entry(n * 100 + 7, agreed, "task_opened", { step: MANAGER, task: 2, people: [who("manager")], due_ms: due }),
  ];
  const ended = agreed + 5 * HOUR;
  if (!isEnded && dueIn < 0)
    story.push(entry(n * 100 + 8, due, "task_escalated", { task: 2, people: [who("supervisor")] }));
  if (isEnded)
    story.push(
      entry(n * 100 + 9, ended, "task_closed", {
        actor: who("manager"),
        step: keyed("review", "审批", "Approval"),
        task: 2,
        outcome: AGREE,
        reasons: ["FLOW.task"],
      }),
      entry(n * 100 + 10, ended, "step_done", {
        actor: who("manager"),
        step: keyed("review", "审批", "Approval"),
        outcome: AGREE,
      }),
      entry(n * 100 + 11, ended, "service_done", { step: keyed("mark", "写入排班", "Mark the roster") }),
      entry(n * 100 + 12, ended, "notice_sent", { people: [who(applicant)], text: "您的请假已批准" }),
      entry(n * 100 + 13, ended, "record_kept", { people: [who(applicant), who("manager")], text: "archive" }),
      entry(n * 100 + 14, ended + HOUR, "instance_ended", { outcome: keyed("done", "完成", "Done") }),
    );
  const open = isEnded ? [] : [{ task: 2, step: MANAGER, people: [who("manager")], opened_ms: agreed, due_ms: due }];
  const later = isEnded ? "skipped" : "ahead";
  const after = isEnded
    ? (key, zh, en) => step(key, zh, en, "done", { opened_ms: ended, done_ms: ended })
    : (key, zh, en) => step(key, zh, en, "ahead");
  return {
    id: uuid(n),
    number: 1230 + n,
    flow: keyedFlow("leave"),
    version: 1,
    applicant: who(applicant),
    summary: [fields[0], fields[3], fields[1]],
    started_ms: began,
    ended_ms: isEnded ? ended + HOUR : null,
    end: isEnded ? keyed("done", "完成", "Done") : null,
    open,
    is_overdue: !isEnded && dueIn < 0,
    definition: "9f2ac1d04b7e9f2ac1d04b7e9f2ac1d04b7e9f2ac1d04b7e9f2ac1d04b7e0001",
    parent: null,
    fields,
    story,
    diagram: DIAGRAMS.leave,
    steps: [
      step("apply", "填写请假单", "Ask for leave", "done", {
        people: [who(applicant)],
        opened_ms: began,
        done_ms: began,
      }),
      step("route", "确定审批级别", "Find who has to approve", "done", { opened_ms: began, done_ms: began }),
      step("review", "审批", "Approval", isEnded ? "done" : "open", {
        times: 2,
        people: [who("leader1"), who("leader2"), who("manager")],
        opened_ms: agreed,
        done_ms: isEnded ? ended : null,
        due_ms: due,
        outcome: isEnded ? AGREE : null,
      }),
      step("register", "人力登记请假", "HR enters the leave", later),
      step("tell_manager", "同时上报经理", "The manager is told", isEnded ? "skipped" : "ahead"),
      after("mark", "写入排班", "Mark the roster"),
      after("tell_applicant", "通知申请人已批准", "Tell the applicant that it is granted"),
      after("archive", "归档请假单", "File the slip"),
      step("until_leave", "等待休假开始，此前可撤销", "Until the first day; it may be cancelled before", later),
      step("revise", "修改请假单", "Change the slip", later),
      step("tell_refused", "通知申请人未批准", "Tell the applicant that it is refused", later),
    ],
    messages: isEnded ? [] : [{ name: keyed("cancel", "cancel", "cancel"), form: null }],
    take_back: isEnded ? [] : [LEADER],
    records: isEnded
      ? [
          {
            id: uuid(800 + n),
            instance: uuid(n),
            number: 1230 + n,
            flow: keyedFlow("leave"),
            kind: "archive",
            kept_ms: ended,
            parties: [who(applicant), who("manager")],
            fields: { days, from: "2026-11-30", to: "2026-12-02", reason: "" },
          },
        ]
      : [],
  };
}

const instances = [
  leave(1, "agent1", 3, 5 * HOUR),
  leave(2, "agent2", 2, -26 * HOUR),
  leave(3, "agent3", 4, 40 * MINUTE),
  leave(4, "agent1", 1, 0, true),
  ...Array.from({ length: 60 }, (_, n) => leave(5 + n, `agent${(n % 8) + 1}`, (n % 5) + 1, 0, true)),
];
const instanceRow = (one) => {
  const { definition, parent, fields, story, diagram, steps, messages, take_back, records, ...row } = one;
  return row;
};

function boxOf(person, query) {
  const box = query.get("box") ?? "mine";
  const state = query.get("state");
  const rows = instances
    .filter((one) => box !== "mine" || one.applicant?.id === person.id)
    .filter((one) => box !== "team" || one.applicant?.team === person.team || person.team === null)
    .filter((one) => box !== "overdue" || one.is_overdue)
    .filter((one) => box !== "took" || one.story.some((told) => (told.by ?? told.actor)?.id === person.id))
    .filter((one) => !query.get("flow") || one.flow.key === query.get("flow"))
    .filter((one) => !state || (one.ended_ms === null) === (state === "open"))
    .sort((a, b) => b.started_ms - a.started_ms)
    .map(instanceRow);
  const from = Number(query.get("cursor") ?? 0);
  const until = from + Number(query.get("limit") ?? 50);
  return { items: rows.slice(from, until), next: until < rows.length ? String(until) : null };
}

function start({ person, match, body }) {
  const flow = flowOf(match[1]);
  if (!flow) return problem(404, "not_found");
  const { from, to } = body.data;
  if (from && to && from > to)
    return problem(422, "bad_form", {
      fields: [{ path: "/to", code: "check", zh: "结束日期不能早于开始日期", en: "The last day is before the first" }],
    });
  const made = leave(200 + instances.length, person.username, body.data.days ?? 1, 8 * HOUR);
  const opened = Date.now();
  const open = [{ task: 1, step: LEADER, people: [who("leader1")], opened_ms: opened, due_ms: opened + DAY }];
  const view = { ...made, flow: keyedFlow(flow.key), open, story: made.story.slice(0, 4), started_ms: opened };
  instances.unshift(view);
  return view;
}

const stepNumbers = (key, zh, en, done, cycle, waiting, on_time_share, escalated = 0, returned = 0) => ({
  step: keyed(key, zh, en),
  done,
  open: done % 3,
  cycle_median_ms: cycle,
  waiting_median_ms: waiting,
  on_time_share,
  escalated,
  returned,
});
const NUMBERS = {
  flow: keyedFlow("leave"),
  started: 64,
  ended: 60,
  open: 4,
  overdue: 1,
  ends: [
    { end: keyed("done", "完成", "Done"), count: 51 },
    { end: keyed("refused", "未批准", "Refused"), count: 6 },
    { end: keyed("cancelled", "已撤销", "Withdrawn"), count: 3 },
  ],
  cycle_median_ms: 7 * HOUR + 25 * MINUTE,
  cycle_p90_ms: 31 * HOUR,
  on_time_share: 0.934,
  rework_share: 0.078,
  steps: [
    stepNumbers("review", "审批", "Approval", 97, 5 * HOUR + 10 * MINUTE, 3 * HOUR + 50 * MINUTE, 0.93, 5, 4),
    stepNumbers("register", "人力登记请假", "HR enters the leave", 22, 2 * HOUR + 5 * MINUTE, 95 * MINUTE, 0.955, 1),
    stepNumbers("revise", "修改请假单", "Change the slip", 4, 50 * MINUTE, 0, 1),
    stepNumbers("mark", "写入排班", "Mark the roster", 51, null, null, null),
  ],
};

let isMigrated = false;
const migration = (match) => ({
  flow: keyedFlow(match[1]),
  to: "1b00",
  to_version: flowOf(match[1]).version + 1,
  can_migrate: isMigrated ? [] : instances.slice(0, 3).map(instanceRow),
  cannot: [{ instance: instanceRow(instances[3]), why: ["步骤 register 在新版本里没有了"] }],
});

const delegations = [
  [who("leader1"), who("leader2"), -3 * HOUR, 2 * DAY, "年假", null],
  [who("supervisor"), who("manager"), 3 * DAY, 5 * DAY, "去总部开会", null],
  [who("leader2"), who("leader1"), -20 * DAY, -15 * DAY, "培训", null],
].map(([absent, deputy, from, until, reason, ended_ms], n) => ({
  id: uuid(700 + n),
  absent,
  deputy,
  from_ms: now + from,
  until_ms: now + until,
  reason,
  ended_ms,
  may_end: true,
}));

const found = ({ match }, act) => {
  const one = instances.find((other) => other.id === match[1]);
  return one ? act(one) : problem(404, "not_found");
};

export const FLOW_ROUTES = [
  ["GET", /^\/flows$/, () => ({ items: FLOWS.map(flowRow), next: null })],
  ["GET", /^\/flows\/numbers$/, ({ query }) => ({ items: query.get("flow") === "leave" ? [NUMBERS] : [], next: null })],
  [
    "GET",
    /^\/flows\/([\w-]+)$/,
    ({ match }) => (flowOf(match[1]) ? flowView(flowOf(match[1])) : problem(404, "not_found")),
  ],
  ["POST", /^\/flows\/([\w-]+)\/start$/, start],
  ["GET", /^\/flows\/([\w-]+)\/migration$/, ({ match }) => migration(match)],
  [
    "POST",
    /^\/flows\/([\w-]+)\/migration$/,
    ({ match }) => {
      const done = migration(match);
      isMigrated = true;
      return done;
    },
  ],
  ["GET", /^\/instances$/, ({ person, query }) => boxOf(person, query)],
  ["GET", /^\/instances\/([\w-]+)$/, (asked) => found(asked, (one) => one)],
  [
    "POST",
    /^\/instances\/([\w-]+)\/messages\/(\w+)$/,
    (asked) =>
      found(asked, (one) => {
        const at = Date.now();
        Object.assign(one, {
          ended_ms: at,
          end: keyed("cancelled", "已撤销", "Withdrawn"),
          open: [],
          messages: [],
          take_back: [],
          is_overdue: false,
        });
        one.story.push(
          entry(9_001, at, "message_taken", {
            actor: personView(asked.person),
            outcome: keyed("cancel", "cancel", "cancel"),
          }),
          entry(9_002, at, "instance_ended", { outcome: one.end }),
        );
        return one;
      }),
  ],
  [
    "POST",
    /^\/instances\/([\w-]+)\/take_back$/,
    (asked) =>
      found(asked, (one) => {
        one.take_back = [];
        one.story.push(entry(9_003, Date.now(), "step_taken_back", { actor: personView(asked.person), step: LEADER }));
        return one;
      }),
  ],
  ["GET", /^\/delegations$/, () => ({ items: delegations, next: null })],
  [
    "POST",
    /^\/delegations$/,
    ({ body }) => {
      const of = (id) => personView(PEOPLE.find((one) => one.id === id));
      const { from_ms, until_ms, reason } = body;
      const given = { id: uuid(700 + delegations.length), absent: of(body.absent), deputy: of(body.deputy) };
      delegations.unshift({ ...given, from_ms, until_ms, reason, ended_ms: null, may_end: true });
      return delegations[0];
    },
  ],
  [
    "POST",
    /^\/delegations\/([\w-]+)\/end$/,
    ({ match }) => {
      delegations.find((one) => one.id === match[1]).ended_ms = Date.now();
      return null;
    },
  ],
];
