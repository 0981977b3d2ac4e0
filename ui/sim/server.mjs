// The pretend server: the same HTTP and live socket as Qiao's, played from `world.mjs`. `npm run sim`, then `npm run dev`.
// With ui/dist built it serves the pages too. Options: PORT (8080), SIM_FAST=1 sends the human agent a call at once.

import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { ACCESS_ROUTES, CAPABILITIES } from "./access.mjs";
import { FLOW_ROUTES } from "./flows.mjs";
import { onInbox, TASK_ROUTES } from "./tasks.mjs";
import { DISPOSITIONS, PEOPLE, QUEUES, World } from "./world.mjs";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const world = new World();
setInterval(() => world.tick(), 1_000);

const ALL = [
  "desk:use",
  "desk:take_calls",
  "call:control",
  "call:set_disposition",
  "call:view",
  "recording:play",
  "number:reveal",
  "floor:view",
  "report:view",
  "people:view",
  "people:manage",
  "rulebook:view",
  "journal:view",
  "notice:send",
  "flow:migrate",
  "flow:export",
  "access:suspend",
  "access:apply",
  "access:revoke",
  "access:lift",
  "access:break_glass",
  "audit:work",
];
/** What everybody who works here may do. */
const EVERYBODY = [
  "flow:view",
  "flow:start",
  "instance:view",
  "task:do",
  "people:look_up",
  "attachment:add",
  "delegation:give",
  "access:view",
  "access:request",
  "violation:view",
];
const DESK = [
  "desk:use",
  "desk:take_calls",
  "call:control",
  "call:set_disposition",
  "call:view",
  "recording:play",
  "number:reveal",
];
const MAY = {
  agent: DESK,
  senior_agent: DESK,
  team_leader: [...DESK, "notice:send", "floor:view", "report:view", "people:view", "rulebook:view"],
  newcomer: ["desk:use", "call:view"],
  auditor: ["audit:work", "journal:view", "rulebook:view", "call:view", "people:view"],
  admin: ["people:view", "people:manage", "rulebook:view", "journal:view"],
  supervisor: [
    "access:suspend",
    "access:lift",
    "access:break_glass",
    "notice:send",
    "floor:view",
    "report:view",
    "people:view",
    "call:view",
    "recording:play",
    "rulebook:view",
  ],
  manager: ALL.filter((action) => !DESK.includes(action) || ["call:view", "recording:play"].includes(action)),
};
const WHY = [
  {
    policy: "S000.7.1",
    clause: "AUTH-54",
    why_zh: "只有本岗位的人员，并且通过权限考试后，才能这样做。",
    why_en: "Only people of this post who passed the authorization exam may do this.",
    remedy_zh: "请向班组长申请，或联系权限管理员。",
    remedy_en: "Ask your team leader or the permission administrator.",
  },
];
const allowed = (is) => ({ allowed: is, reasons: is ? [] : WHY });
const mayOf = (person) => [...(MAY[person.roles[0]] ?? []), ...EVERYBODY];

function meOf(person) {
  return {
    person: {
      id: person.id,
      username: person.username,
      name: person.name,
      roles: person.roles,
      team: person.team,
      locale: person.locale,
    },
    may: Object.fromEntries([...ALL, ...EVERYBODY].map((action) => [action, allowed(mayOf(person).includes(action))])),
    demo: true,
    centre: { name_zh: "安居家电呼叫中心", name_en: "Anju Appliances Call Centre" },
    server_time_ms: Date.now(),
    version: "0.1.0-sim",
  };
}

const config = {
  queues: QUEUES,
  dispositions: QUEUES.map((queue) => ({ queue: queue.id, items: DISPOSITIONS[queue.id] })),
  away_reasons: [
    ["break", "小休", "Break"],
    ["meal", "用餐", "Meal"],
    ["training", "培训", "Training"],
    ["meeting", "会议", "Meeting"],
  ].map(([code, name_zh, name_en]) => ({ code, name_zh, name_en })),
  wallboard: {
    service_level_percent: { green: 80, amber: 70 },
    abandoned_percent: { green: 5, amber: 10 },
    waiting: { green: 3, amber: 6 },
    longest_wait_ms: { green: 20_000, amber: 60_000 },
  },
  roles: [
    { id: "agent", name_zh: "客服代表", name_en: "Agent" },
    { id: "team_leader", name_zh: "班组长", name_en: "Team leader" },
    { id: "supervisor", name_zh: "主管", name_en: "Supervisor" },
  ],
  teams: [
    { id: "team1", name_zh: "一组", name_en: "Team 1" },
    { id: "team2", name_zh: "二组", name_en: "Team 2" },
  ],
  capabilities: CAPABILITIES,
  people: PEOPLE.map(({ id, name, username, team }) => ({ id, name, username, team })),
};

const sessions = new Map();
const personOf = (request) => {
  const token = /qiao_sim=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
  return sessions.get(token);
};

const problem = (status, code, reasons = []) => ({
  status,
  body: { type: "about:blank", title: code, status, code, reasons, request_id: "sim-1" },
});
const page = (items, limit, cursor) => {
  const from = Number(cursor ?? 0);
  return { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null };
};

function calls(person, query) {
  const own = !mayOf(person).includes("floor:view") && mayOf(person).includes("desk:use");
  const rows = [...world.calls.values()]
    .map((call) => call.row)
    .sort((a, b) => b.started_ms - a.started_ms)
    .filter(
      (row) =>
        (!own || row.agent?.id === person.id) &&
        (!query.get("from_ms") || row.started_ms >= Number(query.get("from_ms"))) &&
        (!query.get("until_ms") || row.started_ms < Number(query.get("until_ms"))) &&
        ["queue", "outcome"].every((key) => !query.get(key) || row[key] === query.get(key)) &&
        (!query.get("agent") || row.agent?.id === query.get("agent")) &&
        (!query.get("q") || row.from.endsWith(query.get("q"))),
    );
  return page(rows, Number(query.get("limit") ?? 50), query.get("cursor"));
}

function report(query) {
  const width = { half_hour: 1_800_000, hour: 3_600_000, day: 86_400_000 }[query.get("bucket") ?? "day"];
  const sums = new Map();
  const add = (key, from, row) => {
    const sum = sums.get(key) ?? {
      queue: row.queue,
      from_ms: from,
      until_ms: from + width,
      offered: 0,
      answered: 0,
      abandoned: 0,
      overflowed: 0,
      within_service_level: 0,
      wait: 0,
      talk: 0,
      wait_ms_max: 0,
    };
    sum.offered += 1;
    if (row.outcome === "answered") {
      sum.answered += 1;
      sum.wait += row.wait_ms;
      sum.talk += row.talk_ms;
      if (row.wait_ms <= 20_000) sum.within_service_level += 1;
    } else sum.abandoned += 1;
    sum.wait_ms_max = Math.max(sum.wait_ms_max, row.wait_ms);
    sums.set(key, sum);
  };
  for (const { row } of world.calls.values()) {
    if (row.ended_ms === null) continue;
    const from = Math.floor(row.started_ms / width) * width;
    add(`${from} ${row.queue}`, from, row);
    add(`total ${row.queue}`, 0, row);
  }
  const done = ([key, s]) => [
    key,
    {
      ...s,
      service_level_percent: Math.round((s.within_service_level / s.offered) * 10_000) / 100,
      answer_rate_percent: null,
      abandonment_percent: Math.round((s.abandoned / s.offered) * 10_000) / 100,
      wait_ms_mean: s.answered ? Math.round(s.wait / s.answered) : null,
      talk_ms_mean: s.answered ? Math.round(s.talk / s.answered) : null,
      handle_ms_mean: s.answered ? Math.round(s.talk / s.answered) + 25_000 : null,
    },
  ];
  const all = [...sums].map(done);
  return {
    definition_version: 1,
    buckets: all
      .filter(([key]) => !key.startsWith("total"))
      .map(([, row]) => row)
      .sort((a, b) => a.from_ms - b.from_ms),
    totals: all.filter(([key]) => key.startsWith("total")).map(([, row]) => row),
  };
}

function peaks(buckets, ms) {
  const speech = (phase) =>
    Array.from({ length: buckets }, (_, n) => {
      const turn = Math.sin(n / 17 + phase) > 0 ? 1 : 0.04;
      return Math.min(1, Math.abs(Math.sin(n * 1.7) * Math.sin(n / 3.1)) * 0.8 * turn + 0.03);
    });
  return { duration_ms: ms, left: speech(0), right: speech(Math.PI) };
}

/** Two tones with pauses, so that the player has something to play. */
function wav(ms) {
  const frames = Math.floor(ms * 8);
  const data = Buffer.alloc(44 + frames * 4);
  data.write("RIFF", 0);
  data.writeUInt32LE(36 + frames * 4, 4);
  data.write("WAVEfmt ", 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(2, 22);
  data.writeUInt32LE(8_000, 24);
  data.writeUInt32LE(32_000, 28);
  data.writeUInt16LE(4, 32);
  data.writeUInt16LE(16, 34);
  data.write("data", 36);
  data.writeUInt32LE(frames * 4, 40);
  for (let n = 0; n < frames; n++) {
    const isLeft = Math.floor(n / 12_000) % 2 === 0;
    data.writeInt16LE(isLeft ? Math.sin(n / 4) * 6_000 : 0, 44 + n * 4);
    data.writeInt16LE(isLeft ? 0 : Math.sin(n / 6) * 6_000, 46 + n * 4);
  }
  return data;
}

const rulebook = () => ({
  hash: "9f2ac1d04b7e9f2ac1d04b7e",
  centre: { name_zh: "安居家电呼叫中心", name_en: "Anju Appliances", utc_offset_minutes: 480, language: "zh-CN" },
  queues: QUEUES,
  teams: config.teams,
  dispositions: config.dispositions,
  wallboard: config.wallboard,
  roles: [{ id: "agent", name_zh: "客服代表", name_en: "Agent", capabilities: DESK }],
  policies: [
    {
      id: "S000.7.1",
      clause: "AUTH-54",
      why_zh: WHY[0].why_zh,
      why_en: WHY[0].why_en,
      text: "forbid(principal, action, resource)\nunless { principal.active };",
    },
  ],
  clauses: [
    { id: "AUTH-54", text_zh: "通过考试才能获得权限。", text_en: "Rights need a passed exam.", source: "S000 七" },
  ],
});

const ROUTES = [
  ...ACCESS_ROUTES,
  ...FLOW_ROUTES,
  ...TASK_ROUTES,
  ["GET", /^\/session\/config$/, () => config],
  ["GET", /^\/calls$/, ({ person, query }) => calls(person, query)],
  [
    "GET",
    /^\/calls\/([\w-]+)$/,
    ({ person, match }) => {
      const call = world.calls.get(match[1]);
      if (!call) return problem(404, "not_found");
      const can = (action) => allowed(mayOf(person).includes(action));
      return {
        ...call.row,
        note: call.note ?? null,
        facts: call.facts,
        allowed: {
          play: can("recording:play"),
          reveal: can("number:reveal"),
          set_disposition: allowed(call.row.agent?.id === person.id),
        },
      };
    },
  ],
  [
    "POST",
    /^\/calls\/([\w-]+)\/reveal$/,
    ({ person, match }) => {
      if (!mayOf(person).includes("number:reveal")) return problem(403, "denied", WHY);
      return { from: world.calls.get(match[1]).number };
    },
  ],
  [
    "POST",
    /^\/calls\/([\w-]+)\/disposition$/,
    ({ person, match, body }) => {
      const call = world.calls.get(match[1]);
      call.row.disposition = body.code;
      call.note = body.note;
      world.say(
        { kind: "disposition_set", call: call.row.id, agent: person.id, code: body.code, note: body.note },
        Date.now(),
        { person: person.id },
      );
      return null;
    },
  ],
  [
    "GET",
    /^\/recordings\/([\w-]+)\/peaks$/,
    ({ match, query }) => peaks(Number(query.get("buckets")), world.calls.get(match[1]).row.talk_ms),
  ],
  ["GET", /^\/reports\/queues$/, ({ query }) => report(query)],
  [
    "GET",
    /^\/people$/,
    ({ person }) => ({
      items: PEOPLE.map((row) => ({ ...row, allowed: { manage: allowed(row.id !== person.id) } })),
      next: null,
    }),
  ],
  [
    "POST",
    /^\/people\/([\w-]+)\/(disable|enable)$/,
    ({ match }) => {
      PEOPLE.find((row) => row.id === match[1]).is_active = match[2] === "enable";
      return null;
    },
  ],
  ["GET", /^\/rulebook$/, rulebook],
  [
    "GET",
    /^\/journal$/,
    ({ query }) => {
      const after = Number(query.get("after") ?? 0);
      const items = world.facts.slice(after, after + Number(query.get("limit") ?? 50));
      return { items, next: after + items.length < world.seq ? after + items.length : null, last_seq: world.seq };
    },
  ],
];

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://sim");
  if (!url.pathname.startsWith("/api/v1/")) return file(url.pathname, response);
  const send = (status, body, headers = {}) => {
    // What is text only, as a signed note, comes as such.
    const text = body?.text;
    response.writeHead(status, { "Content-Type": text ? "text/plain" : "application/json", ...headers });
    response.end(text ?? (body === null ? "" : JSON.stringify(body)));
  };
  const parts = [];
  for await (const part of request) parts.push(part);
  const raw = Buffer.concat(parts);
  const type = request.headers["content-type"] ?? "";
  const body = raw.length > 0 && type.startsWith("application/json") ? JSON.parse(raw.toString()) : undefined;
  const path = url.pathname.slice("/api/v1".length);
  if (path === "/session" && request.method === "POST") {
    const person = PEOPLE.find((one) => one.username === body.username && one.is_active);
    if (!person || body.password !== "qiao-demo") return send(401, problem(401, "wrong_password").body);
    const token = crypto.randomUUID();
    sessions.set(token, person);
    return send(200, meOf(person), { "Set-Cookie": `qiao_sim=${token}; Path=/; HttpOnly` });
  }
  const person = personOf(request);
  if (!person) return send(401, problem(401, "not_logged_in").body, { "X-Qiao-Demo": "1" });
  if (path === "/session" && request.method === "GET") return send(200, meOf(person));
  if (path === "/session") return send(204, null, { "Set-Cookie": "qiao_sim=; Path=/; Max-Age=0" });
  const audio = /^\/recordings\/([\w-]+)\/audio$/.exec(path);
  if (audio) {
    const data = wav(world.calls.get(audio[1]).row.talk_ms);
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "");
    const from = Number(range?.[1] ?? 0);
    const until = Math.min(data.length - 1, range?.[2] ? Number(range[2]) : data.length - 1);
    response.writeHead(range ? 206 : 200, {
      "Content-Type": "audio/wav",
      "Accept-Ranges": "bytes",
      "Content-Length": until - from + 1,
      "Content-Range": `bytes ${from}-${until}/${data.length}`,
    });
    return response.end(data.subarray(from, until + 1));
  }
  for (const [method, pattern, answer] of ROUTES) {
    const match = method === request.method && pattern.exec(path);
    if (!match) continue;
    const result = answer({ person, match, query: url.searchParams, body, raw, type, method });
    return result?.status && result.body ? send(result.status, result.body) : send(result === null ? 204 : 200, result);
  }
  send(404, problem(404, "not_found").body);
});

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

function file(path, response) {
  const wanted = join(dist, normalize(path));
  const found = extname(wanted) && existsSync(wanted) ? wanted : join(dist, "index.html");
  if (!existsSync(found)) {
    response.writeHead(404);
    return response.end("npm run build first");
  }
  response.writeHead(200, { "Content-Type": TYPES[extname(found)] ?? "application/octet-stream" });
  createReadStream(found).pipe(response);
}

// The answer refuses the audio line: no connection is made, and the desk goes on as if it were up.
const ANSWER =
  "v=0\r\no=sim 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 0 UDP/TLS/RTP/SAVPF 0\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=inactive\r\n";

const sockets = new WebSocketServer({ noServer: true });
server.on("upgrade", (request, socket, head) => {
  const person = personOf(request);
  if (!person || !request.url.startsWith("/api/v1/live")) return socket.destroy();
  sockets.handleUpgrade(request, socket, head, (ws) => serve(ws, person, request.url.includes("desk=1")));
});

function serve(ws, person, isDesk) {
  const agent = world.agents.get(person.id);
  const isReduced = !mayOf(person).includes("floor:view");
  const say = (message) => ws.send(JSON.stringify(message));
  const snapshot = () =>
    say({
      type: "snapshot",
      seq: world.seq,
      server_time_ms: Date.now(),
      floor: world.floor(isReduced ? person.id : undefined),
      me: { agent: person.id, is_desk: isDesk },
    });
  if (isDesk && agent) {
    agent.isHuman = true;
    if (agent.state.state === "talking") world.hangUp(agent, "customer_hung_up");
    if (agent.state.state === "wrap_up") world.change(agent, { state: "ready" });
    if (agent.state.state === "offline" || agent.state.state === "away" || agent.state.state === "ready")
      world.change(agent, { state: "away", reason: "signed_in" });
  }
  snapshot();
  const tell = (fact) => {
    const isMine = fact.agent === person.id || (fact.call && world.calls.get(fact.call)?.row.agent?.id === person.id);
    if (!isReduced || isMine) say({ type: "fact", fact });
    else if (fact.kind === "queue_entered" || fact.kind === "queue_left") snapshot();
  };
  world.listeners.add(tell);
  const forget = onInbox(() => say({ type: "inbox", seq: world.seq }));
  ws.on("close", () => {
    forget();
    world.listeners.delete(tell);
    if (isDesk && agent) agent.isHuman = false;
  });
  ws.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.type === "ping") say({ type: "pong", server_time_ms: Date.now() });
    if (message.type === "resync") snapshot();
    if (message.type === "media.offer") {
      say({ type: "media.answer", id: message.id, generation: message.generation, sdp: ANSWER });
      if (agent) agent.media = true;
      setTimeout(() => world.say({ kind: "browser_phone_connected", agent: person.id }), 200);
    }
    if (message.type === "act") {
      const refused = agent ? act(agent, message) : "may_not_take_calls";
      say(
        refused
          ? { type: "reply", id: message.id, ok: false, problem: problem(409, refused).body }
          : { type: "reply", id: message.id, ok: true },
      );
    }
  });
}

function act(agent, { act: name, reason, digit }) {
  const { state } = agent;
  const call = world.calls.get(state.call);
  const actor = { person: agent.person.id };
  if (name === "go_ready" && ["away", "wrap_up"].includes(state.state)) {
    world.change(agent, { state: "ready" });
    if (process.env.SIM_FAST) {
      const next = world.start(Date.now() - 12_000);
      next.row.queue = agent.person.queues[0];
      for (const fact of next.facts) if (fact.queue) fact.queue = next.row.queue;
      next.state = "waiting";
      world.queues.get(next.row.queue).waiting.push(next);
      setTimeout(() => agent.state.state === "ready" && world.offer(next, agent.person, 8_000, Date.now()), 400);
    }
  } else if (name === "go_away" && ["ready", "away", "wrap_up"].includes(state.state))
    world.change(agent, { state: "away", reason });
  else if (name === "answer" && state.state === "ringing") world.bridge(call, agent, Date.now());
  else if (name === "decline" && state.state === "ringing") world.missed(call, agent, Date.now());
  else if (name === "hang_up" && state.state === "talking") world.hangUp(agent, "agent_hung_up");
  else if (name === "hold" && state.state === "talking") {
    call.held = Date.now();
    world.say({ kind: "hold_started", call: call.row.id, by: "agent" }, Date.now(), actor);
  } else if (name === "resume" && call?.held) {
    world.say({ kind: "hold_ended", call: call.row.id, held_ms: Date.now() - call.held }, Date.now(), actor);
    call.held = null;
  } else if (name === "send_digit" && digit) return null;
  else if (name === "finish_wrap_up" && state.state === "wrap_up") world.change(agent, { state: "ready" });
  else return "wrong_state";
  return null;
}

const port = Number(process.env.PORT ?? 8080);
server.listen(port, "127.0.0.1", () =>
  console.log(`pretend centre on http://127.0.0.1:${port} (agent1, supervisor, manager … password qiao-demo)`),
);
