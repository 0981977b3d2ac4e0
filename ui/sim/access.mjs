// Rights and audit of the pretend server: one of each kind, so that every page of those rooms can be built and looked at.

import { PEOPLE } from "./world.mjs";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = Date.now();
const id = (n) => `01960000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const who = (username) => PEOPLE.find((one) => one.username === username);
const short = (username) => ({ id: who(username).id, name: who(username).name });
const holder = (username) => ({ ...short(username), username, team: who(username).team });
const person = (username) => ({ ...short(username), roles: who(username).roles, team: who(username).team });
const page = (items) => ({ items, next: null });

const RIGHTS = [
  ["call:view", "查看通话记录", "See calls", "ordinary", true],
  ["recording:play", "调听录音", "Hear recordings", "sensitive", true],
  ["number:reveal", "查看客户号码", "See a customer's number in clear", "sensitive", true],
  ["id_card:reveal", "查看身份证号", "See an identity card number in clear", "critical", true],
  ["access:suspend", "暂停权限", "Stop a person's rights", "critical", false],
  ["desk:use", "使用工作台", "Use the desk", "ordinary", false],
];
export const CAPABILITIES = RIGHTS.map(([key, name_zh, name_en, sensitivity, can_be_asked_for]) => ({
  id: key,
  name_zh,
  name_en,
  sensitivity,
  can_be_asked_for,
}));
const right = (key) => {
  const [capability, capability_zh, capability_en, sensitivity] = RIGHTS.find((one) => one[0] === key);
  return { capability, capability_zh, capability_en, sensitivity };
};

const policy = (clause, zh, en) => ({
  policy: `S000.${clause}`,
  clause,
  why_zh: zh,
  why_en: en,
  remedy_zh: "填写授权申请表，写明原因和期限。",
  remedy_en: "Fill in the request with the reason and the period.",
  text: `permit(principal, action == Qiao::Action::"recording:play", resource)\nwhen { context has grant };`,
  missing: [],
  lacks: [],
});

const agreed = (stage, username, opinion, at) => ({ stage, person: short(username), at_ms: at, opinion });

function grant(n, username, key, state, days, more = {}) {
  return {
    id: id(n),
    person: holder(username),
    ...right(key),
    scope: { covers: "team", id: "team1", name_zh: "一组", name_en: "Team 1" },
    given_ms: now - 8 * DAY,
    from_ms: now - 7 * DAY,
    until_ms: now + days * DAY,
    state,
    why: "新品上市期间核对客户描述的故障",
    cautions: "只在工作场所调听，不得转录、外传；每次调听均有记录",
    approvals: [
      agreed("first", "leader1", "情况属实，工作需要", now - 8 * DAY),
      agreed("final", "supervisor", "同意，限本组", now - 7.5 * DAY),
      agreed("apply", "admin", "", now - 7 * DAY),
    ],
    instance: id(900 + n),
    is_joint: key === "id_card:reveal",
    is_break_glass: false,
    last_used_ms: now - 5 * HOUR,
    uses: 12,
    revoked: null,
    replaces: null,
    replaced_by: null,
    can: { extend: state === "live", revoke: state === "live" },
    ...more,
  };
}

const GRANTS = [
  grant(1, "agent1", "recording:play", "live", 2),
  grant(2, "agent2", "id_card:reveal", "live", 20, { last_used_ms: null, uses: 0 }),
  grant(3, "leader1", "number:reveal", "live", 0.03, { is_break_glass: true, approvals: [], cautions: "" }),
  grant(4, "agent3", "call:view", "coming", 30, { from_ms: now + 2 * DAY, last_used_ms: null, uses: 0 }),
  grant(5, "agent4", "recording:play", "revoked", 5, {
    revoked: { at_ms: now - DAY, by: short("admin"), reason: "调岗，不再需要" },
  }),
  grant(6, "agent5", "recording:play", "expired", -1),
];

const detail = (of) => ({
  grant: of,
  story: [
    { at_ms: of.given_ms, what: "given", by: short("admin"), text: of.why },
    { at_ms: now - DAY, what: "warned", by: null, text: "" },
  ],
  used: of.uses === 0 ? [] : [{ seq: 4_120, at_ms: now - 5 * HOUR, kind: "recording_played" }],
});

const STOPS = [
  {
    id: id(50),
    person: holder("agent6"),
    capability: null,
    capability_zh: "",
    capability_en: "",
    since_ms: now - HOUR,
    until_ms: null,
    is_in_force: true,
    reason: "查询了与来电无关的客户资料",
    by: short("leader1"),
    call: null,
    instance: id(950),
    lifted: null,
    may_lift: true,
  },
  {
    id: id(51),
    person: holder("agent2"),
    ...right("number:reveal"),
    since_ms: now - 3 * DAY,
    until_ms: now - 2 * DAY,
    is_in_force: false,
    reason: "一天内查看号码 40 次",
    by: short("supervisor"),
    call: null,
    instance: id(951),
    lifted: { at_ms: now - 2.5 * DAY, by: short("supervisor"), reason: "已核实，为回访任务" },
    may_lift: false,
  },
];

function rightsOf(username) {
  const of = who(username) ?? PEOPLE[0];
  return {
    person: { id: of.id, name: of.name, roles: of.roles, team: of.team },
    is_active: true,
    qualifications: ["authz-exam"],
    rights: CAPABILITIES.map((one) => {
      const held = GRANTS.find((grant) => grant.person.id === of.id && grant.capability === one.id);
      const allowed = one.sensitivity === "ordinary" || held !== undefined;
      return {
        ...right(one.id),
        allowed,
        reach: allowed ? "own" : null,
        policies: [
          allowed
            ? policy("AUTH-12", "本岗位的日常工作。", "Daily work of the post.")
            : policy("AUTH-13", "没有有效的授权。", "There is no right for a time."),
        ],
        grant: held ?? null,
        until_ms: held?.until_ms ?? null,
        suspension: STOPS.find((stop) => stop.is_in_force && stop.person.id === of.id) ?? null,
        last_used_ms: held?.last_used_ms ?? null,
        uses: held?.uses ?? 0,
        is_traced: one.sensitivity !== "ordinary",
        request:
          !allowed && one.can_be_asked_for
            ? { flow: "access-request", fields: { capability: one.id, scope_kind: "team", scope_id: "team1" } }
            : null,
      };
    }),
  };
}

const step = (key, zh, en) => ({ key, name: { zh, en } });
const REQUESTABLE = CAPABILITIES.filter((one) => one.can_be_asked_for).map((one) => ({
  capability: one.id,
  name: { zh: one.name_zh, en: one.name_en },
  sensitivity: one.sensitivity,
  days_max: one.sensitivity === "critical" ? 7 : 60,
  cautions: { zh: "写明用途后查看，用完即止，不得抄录", en: "Say what for, use it once, never write it down" },
  joint: [],
  why_not: null,
  stages: [
    { step: step("first_review", "初审", "First review"), people: [person("leader1")] },
    { step: step("final_review", "终审", "Final review"), people: [person("supervisor")] },
    { step: step("put_in_force", "授权", "Granting"), people: [person("admin")] },
  ],
  held: GRANTS.filter((grant) => grant.capability === one.id && grant.person.username === "agent1"),
}));

const VIOLATION = {
  instance: id(960),
  person: person("agent2"),
  recorded_ms: now - 12 * DAY,
  tier: 1,
  what: "未经客户同意转告其收货地址",
  points: 2,
  restricted_until_ms: now + 2 * DAY,
  is_restricted: true,
};

const REVIEW = {
  instance: id(970),
  number: 31,
  title: "第四季度敏感权限复核",
  by: person("admin"),
  started_ms: now - 2 * DAY,
  until: new Date(now + 5 * DAY).toISOString(),
  ended_ms: null,
  items: 8,
  decided: 5,
  keep: 3,
  reduce: 1,
  revoke: 1,
  handed_up: 0,
  reviewers: [
    { person: person("leader1"), items: 5, decided: 4 },
    { person: person("leader2"), items: 3, decided: 1 },
  ],
};
const reviewItem = (n, username, key, verdict) => ({
  item: String(n),
  reviewer: person("leader1"),
  holder: person(username),
  ...right(key),
  grant: null,
  is_sensitive: true,
  last_used_ms: verdict === "revoke" ? null : now - 4 * DAY,
  uses: 3,
  peers_percent: 40,
  verdict,
  decided_by: verdict ? person("leader1") : null,
  decided_ms: verdict ? now - DAY : null,
  why: verdict === "revoke" ? "三个月没有用过" : "",
});

const SAMPLE = {
  id: id(980),
  of: "grants",
  by: person("auditor"),
  drawn_ms: now - 3 * HOUR,
  from_ms: now - 30 * DAY,
  until_ms: now,
  seed: 2_733_104,
  population: 24,
  size: 2,
  drawn: [3_901, 4_017],
  fact: 4_200,
};
const evidence = (fact, of) => ({
  fact,
  at_ms: of.given_ms,
  kind: "grant_given",
  person: person(of.person.username),
  by: person("admin"),
  what: of.why,
  right: { capability: of.capability, capability_zh: of.capability_zh, capability_en: of.capability_en },
  seen: null,
  version: null,
  policies: [policy("AUTH-34", "权限管理员按批准内容授权。", "The administrator grants exactly what was approved.")],
  grant: detail(of),
  case: {
    instance: of.instance,
    number: 17,
    flow: step("access-request", "授权申请", "Request for a right"),
    applicant: person(of.person.username),
    started_ms: of.given_ms - DAY,
    ended_ms: of.given_ms,
    end: step("granted", "已授权", "Granted"),
    fields: [
      {
        key: "reason",
        label: { zh: "申请原因", en: "Reason" },
        value: of.why,
        shown: { zh: of.why, en: of.why },
        is_masked: false,
      },
    ],
  },
  violation: null,
  reveals: [{ fact: 4_120, at_ms: now - 5 * HOUR, what: "recording", purpose: "", resource: "" }],
  notices: [
    {
      fact: 3_902,
      at_ms: of.given_ms + 1_000,
      title_zh: "授权已生效",
      title_en: "The right is yours",
      to: [person(of.person.username)],
    },
  ],
  facts: [3_880, 3_890, fact, 4_120],
});

const FINDING = {
  instance: id(990),
  number: 44,
  finding: "两项授权没有写明使用范围",
  grade: "medium",
  responsible: person("admin"),
  due_on: new Date(now + 9 * DAY).toISOString().slice(0, 10),
  advice: "补写范围，并在表单中设为必填",
  liability: "none",
  sample: SAMPLE.id,
  sample_item: 3_901,
  by: person("auditor"),
  started_ms: now - HOUR,
  ended_ms: null,
  end: null,
  step: step("rectify", "整改", "Put it right"),
  is_overdue: false,
};

const NOTE =
  "qiao.example/journal\n4210\n0Zk0m1hq1k7yqk1nWQeE3ZGZ1Jd1a8t4c9mVx3n7Q1s=\n\n— qiao.example/journal bm90IGEgc2lnbmF0dXJl\n";

export const ACCESS_ROUTES = [
  ["GET", /^\/access\/mine$/, ({ person: me }) => rightsOf(me.username)],
  ["GET", /^\/access\/people\/([\w-]+)$/, ({ match }) => rightsOf(PEOPLE.find((one) => one.id === match[1])?.username)],
  ["GET", /^\/access\/requestable$/, () => page(REQUESTABLE)],
  [
    "GET",
    /^\/access\/grants$/,
    ({ query }) =>
      page(
        GRANTS.filter(
          (one) =>
            (!query.get("state") || one.state === query.get("state")) &&
            (!query.get("person") || one.person.id === query.get("person")),
        ),
      ),
  ],
  [
    "GET",
    /^\/access\/grants\/([\w-]+)$/,
    ({ match }) => detail(GRANTS.find((one) => one.id === match[1]) ?? GRANTS[0]),
  ],
  ["GET", /^\/access\/suspensions$/, () => page(STOPS)],
  ["POST", /^\/access\/suspensions$/, () => ({ suspension: STOPS[0], instance: id(950) })],
  [
    "GET",
    /^\/access\/who$/,
    ({ query }) => ({
      ...right(query.get("action") ?? "call:view"),
      is_traced: true,
      holders: ["leader1", "agent1"].map((one) => ({
        person: person(one),
        reach: one === "leader1" ? "team" : "own",
        policies: [policy("AUTH-05", "班组长看本组。", "Leaders see their team.")],
        grant: one === "agent1" ? GRANTS[0] : null,
        last_used_ms: now - DAY,
        uses: 4,
      })),
      without: 15,
    }),
  ],
  [
    "GET",
    /^\/access\/reports\/over$/,
    () => ({
      days: 30,
      since_ms: now - 30 * DAY,
      people: 20,
      rights: [
        {
          person: person("agent2"),
          ...right("id_card:reveal"),
          kind: "grant",
          reach: null,
          grant: GRANTS[1],
          last_used_ms: null,
          uses: 0,
        },
      ],
      untraced: ["access:suspend"],
    }),
  ],
  [
    "GET",
    /^\/access\/reports\/short$/,
    () => ({
      days: 30,
      since_ms: now - 30 * DAY,
      often: 3,
      rights: [
        {
          person: person("agent4"),
          ...right("recording:play"),
          times: 6,
          last_ms: now - 2 * HOUR,
          granted: null,
          allowed_now: false,
          is_grantable: true,
        },
      ],
    }),
  ],
  ["GET", /^\/access\/reviews$/, () => page([REVIEW])],
  [
    "GET",
    /^\/access\/reviews\/([\w-]+)$/,
    () => ({
      review: REVIEW,
      items: [
        reviewItem(1, "agent1", "recording:play", "keep"),
        reviewItem(2, "agent2", "id_card:reveal", "revoke"),
        reviewItem(3, "agent3", "number:reveal", null),
      ],
    }),
  ],
  [
    "GET",
    /^\/violations$/,
    () => ({
      ledger: [VIOLATION],
      open: [
        {
          instance: id(950),
          number: 52,
          person: person("agent6"),
          what: "查询了与来电无关的客户资料",
          started_ms: now - HOUR,
          is_overdue: false,
          step_zh: "当事人说明情况",
          step_en: "The person explains",
        },
      ],
      points: 2,
    }),
  ],
  ["GET", /^\/audit\/samples$/, () => page([SAMPLE])],
  ["POST", /^\/audit\/samples$/, () => SAMPLE],
  [
    "GET",
    /^\/audit\/samples\/([\w-]+)$/,
    () => ({ sample: SAMPLE, items: [evidence(3_901, GRANTS[0]), evidence(4_017, GRANTS[1])] }),
  ],
  ["GET", /^\/audit\/findings$/, () => page([FINDING])],
  ["GET", /^\/journal\/checkpoint$/, () => ({ text: NOTE })],
];
