// Facts of rights, customers, accounts and rules in whole sentences, for the journal and the evidence of an audit.

interface Span {
  from: string;
  until: string;
}

export const authorityZh = {
  grant_given: (v: Span & { name: string; capability: string; scope: string }) =>
    `授权给${v.name}：${v.capability}（${v.scope}），${v.from} 至 ${v.until}`,
  grant_extended: (v: Span & { name: string; capability: string; scope: string }) =>
    `变更${v.name}的授权：${v.capability}（${v.scope}），${v.from} 至 ${v.until}`,
  grant_taken: (v: { name: string; capability: string; until: string }) =>
    `${v.name}紧急取得权限：${v.capability}，到 ${v.until}`,
  grant_revoked: (v: { name: string; reason: string }) => `撤销${v.name}的授权：${v.reason}`,
  grant_expired: (v: { name: string }) => `${v.name}的授权到期失效`,
  expiry_warned: (v: { name: string }) => `提醒${v.name}：授权快到期`,
  right_suspended: (v: { name: string; what: string; reason: string }) => `暂停${v.name}的${v.what}：${v.reason}`,
  all_rights: "全部权限",
  right: (capability: string) => `权限“${capability}”`,
  suspension_lifted: (v: { name: string; reason: string }) => `恢复${v.name}的权限：${v.reason}`,
  violation_recorded: (v: { name: string; tier: string; what: string; points: number }) =>
    `记录${v.name}违规（${v.tier}）：${v.what}${v.points > 0 ? `，扣 ${v.points} 分` : ""}`,
  tiers: { 1: "轻微", 2: "屡次或较重", 3: "严重" } as Record<number, string>,

  customer_added: "建立客户资料",
  customer_changed: (v: { fields: string }) => `修改客户资料：${v.fields}`,
  consent_recorded: (v: { name: string; field: string; purpose: string; until: string }) =>
    `登记客户同意：${v.name}可查看${v.field}，用途“${v.purpose}”，到 ${v.until}`,
  consent_withdrawn: (v: { field: string }) => `客户撤回同意：${v.field}`,
  field_revealed: (v: { name: string; field: string; purpose: string }) =>
    `${v.name}查看了客户的${v.field}，用途“${v.purpose}”`,
  customer_erased: (v: { reason: string }) => `删除客户资料：${v.reason}`,
  hold_set: (v: { reason: string }) => `设置法律保留：${v.reason}`,
  hold_lifted: (v: { reason: string }) => `解除法律保留：${v.reason}`,
  fields: {
    name: "姓名",
    phone: "电话",
    phones: "电话",
    email: "邮箱",
    address: "地址",
    id_card: "身份证号",
    bank_card: "银行卡号",
    note: "备注",
    notes: "备注",
    gender: "性别",
    birthday: "生日",
    team: "班组",
    segment: "分类",
    locale: "语言",
  } as Record<string, string>,

  factor_added: (v: { name: string; factor: string }) => `${v.name}添加验证方式：${v.factor}`,
  factor_removed: (v: { name: string }) => `移除${v.name}的一个验证方式`,
  factors: { totp: "动态口令", passkey: "通行密钥", recovery_codes: "恢复码", password: "密码" } as Record<
    string,
    string
  >,
  stepped_up: (v: { name: string; factor: string }) => `${v.name}再次验证身份（${v.factor}）`,
  factor_failed: (v: { name: string }) => `${v.name}的第二重验证没有通过`,
  identity_linked: (v: { name: string; provider: string }) => `${v.name}的账号关联单点登录身份（${v.provider}）`,
  identity_unlinked: (v: { name: string }) => `${v.name}的账号解除一个单点登录身份`,
  password_must_change: (v: { name: string; reason: string }) => `要求${v.name}修改密码：${v.reason}`,
  person_moved: (v: { name: string; roles: string; team: string; reason: string }) =>
    `调整${v.name}的岗位和班组：${v.roles}，${v.team}。${v.reason}`,
  employment_set: (v: { name: string; employment: string }) => `登记${v.name}的用工形式：${v.employment}`,
  employments: { full_time: "全职", part_time: "兼职", external: "外包", temporary: "临时", intern: "实习" } as Record<
    string,
    string
  >,
  account_handed_over: (v: Span & { name: string; deputy: string; reason: string }) =>
    `${v.deputy}代管${v.name}的账号，${v.from} 至 ${v.until}：${v.reason}`,

  change_proposed: (v: { name: string; count: number; reason: string }) =>
    `${v.name}提出规则变更（${v.count} 个文件）：${v.reason}`,
  change_scheduled: (v: { at: string }) => `规则变更已批准，定于 ${v.at} 生效`,
  change_applied: (v: { hash: string }) => `规则变更生效，新版本 ${v.hash}`,
  change_refused: (v: { reason: string }) => `规则变更没有通过：${v.reason}`,
  rules_acknowledged: (v: { name: string; version: string }) => `${v.name}确认已阅规则 ${v.version}`,
  change_failed: (v: { reason: string }) => `规则变更没有生效：${v.reason}`,
  folder_adopted: (v: { hash: string }) => `采用规则文件夹中的版本 ${v.hash}`,
  customer_sought: (v: { name: string; by: string; found: boolean }) =>
    `${v.name}按${v.by}查找客户，${v.found ? "找到" : "没有找到"}`,

  order_taken: (v: { number: string; product: string; amount: string }) =>
    `订单 ${v.number}：${v.product}，${v.amount} 元`,
  order_address_changed: "修改订单的收货地址",
  order_exchanged: (v: { product: string; amount: string }) => `订单换货：${v.product}，${v.amount} 元`,
  order_cancelled: (v: { reason: string }) => `订单取消：${v.reason}`,
  order_shipped: "订单已发货",
  order_delivered: "订单已签收",
  order_stop_requested: (v: { name: string; approver: string; reason: string }) =>
    `${v.approver}批准后，${v.name}提交订单拦截或退货：${v.reason}`,
  order_returned: "订单货物已退回",
  article_published: (v: { title: string; revision: number }) => `知识条目发布，第 ${v.revision} 版：${v.title}`,
  article_confirmed: (v: { revision: number }) => `知识条目复核，第 ${v.revision} 版仍然有效`,
  article_retired: (v: { reason: string }) => `知识条目下架：${v.reason}`,

  review_items_handed_out: (v: { name: string; count: number }) => `请${v.name}复核 ${v.count} 项权限`,
  review_decided: (v: { name: string; capability: string; verdict: string; by: string; why: string }) =>
    `复核${v.name}的“${v.capability}”：${v.verdict}（${v.by}）${v.why ? `。${v.why}` : ""}`,
  nobody_answered: "没有人答复",
  verdicts: { keep: "保留", reduce: "缩短期限", revoke: "撤销", handed_up: "交上级决定" } as Record<string, string>,
  sample_drawn: (v: Span & { name: string; of: string; count: number; population: number }) =>
    `${v.name}抽取审计样本：${v.of}，${v.from} 至 ${v.until}，${v.population} 件中抽 ${v.count} 件`,
  samples: {
    grants: "授权",
    break_glass: "紧急授权",
    reveals: "敏感信息查看",
    violations: "违规",
    changes: "规则变更",
  } as Record<string, string>,
  audit_reported: (v: Span & { name: string; format: string }) =>
    `${v.name}生成审计报告（${v.format}），${v.from} 至 ${v.until}`,
  /** Kinds that are newer than their sentence here. */
  kinds: {
    checkpoint_signed: "签署日志检查点",
    checkpoint_cosigned: "见证人联署日志检查点",
  } as Record<string, string>,
};

export type AuthorityText = typeof authorityZh;
