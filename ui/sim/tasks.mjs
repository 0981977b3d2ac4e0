// Pretend tasks, notices, drafts and files, with the forms of the real rulebook. One inbox for everybody, so that two
// browsers can be quicker than each other. The password of a signature is `qiao-demo`.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { PEOPLE } from "./world.mjs";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const start = Date.now();

const form = (key) => ({
  key,
  schema: JSON.parse(readFileSync(new URL(`../../rulebook/forms/${key}.json`, import.meta.url), "utf8")),
});
const words = (zh, en) => ({ zh, en });
const keyed = (key, zh, en) => ({ key, name: words(zh, en) });
export const personView = ({ id, name, roles, team }) => ({ id, name, roles, team });
const who = (username) => personView(PEOPLE.find((one) => one.username === username));
const uuid = (n) => `01940000-0000-7000-8000-${String(n).padStart(12, "0")}`;

const AGREE = [
  keyed("agree", "同意", "Agree"),
  keyed("refuse", "不同意", "Refuse"),
  keyed("return", "退回修改", "Return"),
];
const DONE = [keyed("done", "办完", "Done")];
const field = (key, zh, en, value, shown = String(value)) => ({
  key,
  label: words(zh, en),
  value,
  shown: typeof shown === "string" ? words(shown, shown) : shown,
  is_masked: false,
});
const LEAVE = keyed("leave", "请假", "Leave");
const COUNT = keyed("hourly-count", "每小时成单统计", "Hourly count");

/** flow, step, due from now, and what differs from an ordinary task. */
const SKETCHES = [
  [LEAVE, keyed("review", "班组长审批", "Leader's review"), -35 * MINUTE, { outcomes: AGREE, stage: 0, by: "agent1" }],
  [
    keyed("complaint", "投诉处理", "Complaint"),
    keyed("record", "记录投诉", "Record it"),
    -26 * HOUR,
    { form: "complaint-record", by: "agent4", why: "escalated" },
  ],
  [
    keyed("goods-loan", "物品借用", "Loan of goods"),
    keyed("sign", "分公司总经理签批", "Branch general manager"),
    52 * MINUTE,
    { outcomes: AGREE, stage: 2, is_signed: true, by: "agent6", why: "alone" },
  ],
  [
    keyed("supplies-purchase", "办公用品采购", "Purchase of supplies"),
    keyed("collect", "汇总各组需求", "Collect the needs"),
    2 * HOUR + 20 * MINUTE,
    { form: "needs-collected", by: "leader2", held: true, return_to: [keyed("ask", "各组提报", "The teams' needs")] },
  ],
  ...["一组", "二组", "三组", "四组"].map((team, n) => [
    COUNT,
    keyed("check_count", "核对本组进线成单", "Check the own team's count"),
    3 * HOUR + n * MINUTE,
    {
      is_batch: true,
      by: "supervisor",
      outcomes: [keyed("counted_ok", "数据无误", "Right"), keyed("off_duty", "本组未上班", "Off duty")],
      summary: [field("team", "班组", "Team", team)],
    },
  ]),
  [
    keyed("call-back-at-peak", "高峰回呼", "Call back at peak"),
    keyed("call", "回呼客户", "Call the customer"),
    30 * HOUR,
    { form: "call-back-slip", by: null, why: "deputy" },
  ],
  [LEAVE, keyed("apply_again", "修改请假单", "Revise the slip"), 3 * DAY, { form: "leave-apply", by: "agent2" }],
  [
    keyed("it-problem", "IT 问题", "IT problem"),
    keyed("opinion", "给出意见", "Opinion"),
    5 * DAY,
    { of: "opinion", outcomes: [keyed("given", "给出意见", "Give it")], by: "agent3", why: "alone" },
  ],
  [
    LEAVE,
    keyed("mark", "登记考勤", "Mark the roster"),
    null,
    { of: "repair", outcomes: [keyed("retry", "重试", "Try again"), keyed("skip", "跳过", "Skip")], by: "agent1" },
  ],
  [
    keyed("order-cancellation", "取消订单", "Order cancellation"),
    keyed("confirm", "确认取消原因", "Confirm the reason"),
    null,
    { form: "order-cancel", by: "agent5", elsewhere: true },
  ],
];

const LEAVE_FIELDS = [
  field("kind", "请假类别", "Kind of leave", "personal", words("事假", "Personal leave")),
  field("from", "开始日期", "First day", "2026-11-25", "2026-11-25"),
  field("to", "结束日期", "Last day", "2026-11-27", "2026-11-27"),
  field("days", "请假天数", "Days", 3, words("3 天", "3 days")),
  field("reason", "事由", "Reason", "回老家参加姐姐的婚礼，来回需要三天。", "回老家参加姐姐的婚礼，来回需要三天。"),
];

const tasks = SKETCHES.map(([flow, step, due, more], n) => ({
  instance: uuid(n + 1),
  task: 1,
  number: 2041 + n,
  flow,
  step,
  stage: more.stage ?? null,
  of: more.of ?? "step",
  applicant: more.by ? who(more.by) : null,
  summary: more.summary ?? (flow === LEAVE ? LEAVE_FIELDS.slice(0, 4).filter((_, at) => at !== 2) : []),
  fields: flow === LEAVE ? LEAVE_FIELDS : (more.summary ?? []),
  because: more.why ?? "candidate",
  people: [who("leader1"), who("leader2"), who("supervisor"), who("manager")],
  holder: more.held ? "self" : more.elsewhere ? who("leader2") : null,
  opened_ms: start - (n + 1) * 47 * MINUTE,
  due_ms: due === null ? null : start + due,
  is_batch: more.is_batch ?? false,
  is_signed: more.is_signed ?? false,
  outcomes: more.outcomes ?? DONE,
  form: more.form ?? null,
  return_to: more.return_to ?? [],
  closed_ms: null,
  outcome: null,
  actor: null,
  by: null,
}));

const drafts = new Map();
const files = new Map();
const listeners = new Set();

/** Called with every change that an inbox should show. */
export const onInbox = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const tell = () => {
  for (const listener of listeners) listener();
};

const notices = [
  [
    "11 月促销话术调整",
    "从今天 14:00 起，满减活动改为满 300 减 40。\n请所有人按新话术介绍，旧海报不再使用。",
    true,
    "manager",
    20,
  ],
  ["班车时间调整", "明天起晚班班车 22:10 发车。", false, "supervisor", 90],
  ["您的请假已批准", "2026-11-25 至 2026-11-27，共 3 天。", false, null, 26 * 60],
  ["消防演练", "周五 15:00 消防演练，当班坐席由班组长安排轮流参加。", true, "supervisor", 3 * 24 * 60],
].map(([title, text, must, from, ago], n) => ({
  id: uuid(900 + n),
  sent_ms: start - ago * MINUTE,
  from: from && who(from),
  instance: from ? null : tasks[0].instance,
  grant: null,
  title: words(title, title),
  text,
  fields: [],
  must_acknowledge: must,
  readers: new Map(
    PEOPLE.map((one, at) => [
      one.id,
      n === 3 || at % 3 === 0 ? { read: start - 5 * MINUTE, ack: at % 2 === 0 ? start : null } : {},
    ]),
  ),
}));
for (const notice of notices.slice(0, 3))
  for (const one of PEOPLE) if (!one.username.startsWith("agent")) notice.readers.set(one.id, {});

function rowOf(task, me) {
  const mine = task.holder === "self" || task.holder?.id === me.id;
  const because = mine ? "holder" : task.because;
  const why =
    because === "candidate"
      ? { because, others: task.people.length - 1 }
      : because === "deputy"
        ? { because, of: who("leader2") }
        : { because };
  const { fields: _, because: __, return_to: ___, ...row } = task;
  const holder = task.holder === "self" ? personView(me) : task.holder;
  return { ...row, why, holder, is_overdue: task.due_ms !== null && task.due_ms < Date.now() };
}

function viewOf(task, me) {
  const key = `${me.id} task:${task.instance}:${task.task}`;
  const draft = drafts.get(key);
  const row = rowOf(task, me);
  const isHeldElsewhere = row.holder !== null && row.holder.id !== me.id;
  const isOpen = task.closed_ms === null;
  return {
    ...row,
    form_schema: task.form ? form(task.form) : null,
    required: [],
    required_on: {},
    prefilled: draft?.data ?? (task.form === "leave-apply" ? { kind: "personal", from: "2026-11-25", days: 3 } : {}),
    draft_saved_ms: draft?.saved_ms ?? null,
    fields: task.fields,
    return_to: task.return_to,
    allowed: {
      complete: isOpen && !isHeldElsewhere,
      claim: isOpen && row.holder === null && task.people.length > 1,
      give_back: isOpen && row.holder?.id === me.id,
      reassign: isOpen,
      add_signer: isOpen && !isHeldElsewhere,
      why_not: isHeldElsewhere ? words(`${row.holder.name}已领取，正在办理。`, `${row.holder.name} holds it.`) : null,
    },
  };
}

const problem = (status, code, more = {}) => ({
  status,
  body: { type: "about:blank", title: code, status, code, reasons: [], request_id: "sim-1", ...more },
});
const find = (match) => tasks.find((one) => one.instance === match[1] && one.task === Number(match[2]));
const forTask = (act) => (asked) => {
  const task = find(asked.match);
  if (!task) return problem(404, "not_found");
  if (task.closed_ms !== null && asked.method !== "GET") return problem(409, "task_closed");
  return act(task, asked);
};

function close(task, outcome, me) {
  task.closed_ms = Date.now();
  task.outcome = task.outcomes.find((one) => one.key === outcome);
  task.actor = personView(me);
  task.by = personView(me);
  drafts.delete(`${me.id} task:${task.instance}:${task.task}`);
}

function complete(task, { person, body }) {
  if (task.is_signed && !body.password) return problem(403, "password_needed");
  if (task.is_signed && body.password !== "qiao-demo") return problem(403, "wrong_signature");
  if (JSON.stringify(body.data).includes("服务器不收"))
    return problem(422, "bad_form", {
      fields: [{ path: `/${Object.keys(body.data)[0]}`, code: "pattern", zh: "服务器说这里不对。", en: "Not this." }],
    });
  close(task, body.outcome, person);
  tell();
  return { id: task.instance, number: task.number };
}

const noticeView = (notice, me) => {
  const mine = notice.readers.get(me.id) ?? {};
  const { readers, ...rest } = notice;
  const all = [...readers.values()];
  return {
    ...rest,
    read_ms: mine.read ?? null,
    acknowledged_ms: mine.ack ?? null,
    reader_count: all.length,
    acknowledged_count: all.filter((one) => one.ack).length,
  };
};
const isOpenNotice = (one) => one.read_ms === null || (one.must_acknowledge && one.acknowledged_ms === null);

export const TASK_ROUTES = [
  [
    "GET",
    /^\/tasks$/,
    ({ person, query }) => {
      const isDone = query.get("box") === "done";
      const rows = tasks
        .filter((one) => (isDone ? one.by?.id === person.id : one.closed_ms === null))
        .filter((one) => !query.get("flow") || one.flow.key === query.get("flow"))
        .sort((a, b) => (isDone ? b.closed_ms - a.closed_ms : (a.due_ms ?? Infinity) - (b.due_ms ?? Infinity)));
      const from = Number(query.get("cursor") ?? 0);
      const until = from + Number(query.get("limit") ?? 50);
      const items = rows.slice(from, until).map((one) => rowOf(one, person));
      return { items, next: until < rows.length ? String(until) : null };
    },
  ],
  [
    "GET",
    /^\/tasks\/counts$/,
    ({ person }) => {
      const open = tasks.filter((one) => one.closed_ms === null && one.due_ms !== null);
      const tonight = new Date().setHours(24, 0, 0, 0);
      const views = notices.map((one) => noticeView(one, person)).filter(isOpenNotice);
      return {
        open: tasks.filter((one) => one.closed_ms === null).length,
        overdue: open.filter((one) => one.due_ms < Date.now()).length,
        due_today: open.filter((one) => one.due_ms >= Date.now() && one.due_ms < tonight).length,
        notices_unread: views.filter((one) => one.read_ms === null).length,
        notices_to_acknowledge: views.filter((one) => one.must_acknowledge && one.acknowledged_ms === null).length,
      };
    },
  ],
  [
    "POST",
    /^\/tasks\/complete$/,
    ({ person, body }) => {
      const items = body.tasks.map(({ instance, task }, at) => {
        const found = find([null, instance, task]);
        const isGone = !found || found.closed_ms !== null;
        // The third of many fails, so that the page for it can be seen.
        const why = isGone ? "task_closed" : at === 2 ? "bad_form" : null;
        if (!why) close(found, body.outcome, person);
        return { instance, task, is_done: !why, code: why, why: why && "本组的成单数还没有填。" };
      });
      tell();
      return { items };
    },
  ],
  [
    "GET",
    /^\/tasks\/([\w-]+)\/(\d+)$/,
    ({ person, match }) => {
      const task = find(match);
      return task ? viewOf(task, person) : problem(404, "not_found");
    },
  ],
  ["POST", /^\/tasks\/([\w-]+)\/(\d+)\/complete$/, forTask(complete)],
  [
    "POST",
    /^\/tasks\/([\w-]+)\/(\d+)\/(claim|give_back|reassign|add_signer|return)$/,
    forTask((task, { person, match, body }) => {
      const act = match[3];
      if (act === "claim") task.holder = personView(person);
      if (act === "give_back") task.holder = null;
      if (act === "reassign") task.holder = personView(PEOPLE.find((one) => one.id === body.to));
      if (act === "return") close(task, "return", person);
      tell();
      return viewOf(task, person);
    }),
  ],
  [
    "GET",
    /^\/drafts\/(.+)$/,
    ({ person, match }) => drafts.get(`${person.id} ${decodeURIComponent(match[1])}`) ?? null,
  ],
  [
    "PUT",
    /^\/drafts\/(.+)$/,
    ({ person, match, body }) => {
      drafts.set(`${person.id} ${decodeURIComponent(match[1])}`, { data: body.data, saved_ms: Date.now() });
      return null;
    },
  ],
  [
    "DELETE",
    /^\/drafts\/(.+)$/,
    ({ person, match }) => {
      drafts.delete(`${person.id} ${decodeURIComponent(match[1])}`);
      return null;
    },
  ],
  [
    "GET",
    /^\/lookup$/,
    ({ query }) => {
      const q = query.get("q") ?? "";
      const items = PEOPLE.filter((one) => one.is_active && (one.name.includes(q) || one.username.startsWith(q)))
        .slice(0, 20)
        .map((one) => ({ value: one.id, label: one.name, hint: `${one.username} ${one.team ?? ""}` }));
      return { items, next: null };
    },
  ],
  [
    "GET",
    /^\/notices$/,
    ({ person, query }) => {
      const box = query.get("box") ?? "open";
      const items = notices
        .filter((one) => (box === "sent" ? one.from?.id === person.id : one.readers.has(person.id)))
        .map((one) => noticeView(one, person))
        .filter((one) => box !== "open" || isOpenNotice(one))
        .sort((a, b) => b.sent_ms - a.sent_ms);
      return { items, next: null };
    },
  ],
  [
    "GET",
    /^\/notices\/([\w-]+)$/,
    ({ person, match }) => {
      const notice = notices.find((one) => one.id === match[1]);
      const readers = [...notice.readers].map(([id, { read, ack }]) => ({
        person: personView(PEOPLE.find((one) => one.id === id)),
        read_ms: read ?? null,
        acknowledged_ms: ack ?? null,
        mail: read ? "none" : "sent",
      }));
      return { notice: noticeView(notice, person), readers };
    },
  ],
  [
    "POST",
    /^\/notices\/([\w-]+)\/(read|acknowledge)$/,
    ({ person, match }) => {
      const mine = notices.find((one) => one.id === match[1]).readers.get(person.id);
      mine.read ??= Date.now();
      if (match[2] === "acknowledge") mine.ack = Date.now();
      tell();
      return null;
    },
  ],
  [
    "POST",
    /^\/notices$/,
    ({ person, body }) => {
      const to = PEOPLE.filter(
        (one) =>
          body.people.includes(one.id) ||
          body.teams.includes(one.team) ||
          one.roles.some((role) => body.roles.includes(role)),
      );
      const notice = {
        id: uuid(900 + notices.length),
        sent_ms: Date.now(),
        from: personView(person),
        instance: null,
        grant: null,
        title: words(body.title, body.title),
        text: body.text,
        fields: [],
        must_acknowledge: body.must_acknowledge,
        readers: new Map(to.map((one) => [one.id, {}])),
      };
      notices.unshift(notice);
      tell();
      return noticeView(notice, person);
    },
  ],
  [
    "POST",
    /^\/attachments$/,
    ({ query, raw, type }) => {
      const id = createHash("sha256").update(raw).digest("hex");
      files.set(id, { bytes: raw, type });
      return { id, name: query.get("name"), media_type: type, bytes: raw.length };
    },
  ],
];
