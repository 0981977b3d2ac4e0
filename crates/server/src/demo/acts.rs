//! What the demo's people did with flows on the days before the first start: who, when, what.
//!
//! `@leader1` in data stands for that person's id. Days are work days before today; whoever opens the demo finds work.

use super::flows::{Act, Days, What};
use serde_json::{Value, json};

/// In no order; played by their times.
pub fn acts(days: &Days) -> Vec<Act> {
    let mut acts = leave(days);
    acts.extend(customers(days));
    acts.extend(goods(days));
    acts.extend(shift(days));
    acts.extend(knowledge(days));
    acts.extend(super::articles::acts(days));
    acts.extend(rights(days));
    acts.extend(supervision(days));
    acts
}

fn start(at: i64, who: &'static str, case: &'static str, flow: &'static str, data: Value) -> Act {
    Act { at, who, what: What::Start { case, flow, data } }
}

fn does(at: i64, who: &'static str, case: &'static str, step: &'static str, outcome: &'static str, data: Value) -> Act {
    Act { at, who, what: What::Do { case, step, outcome, data } }
}

/// Rights for a time: two in force, one of them for three more days, and a request at each stage.
fn rights(days: &Days) -> Vec<Act> {
    // A beginning in the past counts from the moment of asking.
    let ask = |capability: &str, team: &str, until: i64, reason: &str| {
        json!({
            "capability": capability, "scope_kind": "team", "scope_id": team, "from": "2020-01-01T08:00",
            "until": format!("{}T18:00", days.date(until)), "reason": reason, "attestation": true,
        })
    };
    let agree = |text: &str| json!({ "opinion": text });
    let flow = "access-request";
    vec![
        start(
            days.work_day(4, 9, 10),
            "agent6",
            "listen",
            flow,
            ask("recording:play", "team1", 3, "复盘投诉录音，准备班组案例"),
        ),
        does(days.work_day(4, 9, 40), "leader1", "listen", "first_review", "agree", agree("工作需要")),
        does(days.work_day(4, 11, 0), "supervisor", "listen", "final_review", "agree", agree("同意，仅限本组")),
        does(days.work_day(4, 14, 0), "grantor", "listen", "put_in_force", "granted", json!({})),
        start(
            days.work_day(4, 10, 0),
            "agent8",
            "identify",
            flow,
            ask("id_card:reveal", "team2", 20, "协助售后核对退款客户身份"),
        ),
        does(days.work_day(4, 10, 30), "leader2", "identify", "first_review", "agree", agree("核身岗位需要")),
        does(days.work_day(4, 15, 0), "supervisor", "identify", "final_review", "agree", agree("同意，须会签")),
        does(days.work_day(3, 9, 30), "it", "identify", "joint_it", "agree", agree("已核对系统权限")),
        does(days.work_day(3, 10, 30), "service", "identify", "joint_service", "agree", agree("业务属实")),
        does(days.work_day(3, 14, 0), "grantor", "identify", "put_in_force", "granted", json!({})),
        start(
            days.work_day(1, 16, 5),
            "agent2",
            "see-calls",
            flow,
            ask("call:view", "team1", 14, "带教新人，需要查看本组通话"),
        ),
        start(days.work_day(2, 9, 20), "agent9", "see-number", flow, ask("number:reveal", "team2", 10, "回访活动客户")),
        does(days.work_day(1, 10, 0), "leader2", "see-number", "first_review", "agree", agree("回访名单已核对")),
        start(
            days.work_day(2, 11, 0),
            "agent11",
            "see-card",
            flow,
            ask("bank_card:reveal", "team2", 3, "核对退款卡号"),
        ),
        does(days.work_day(2, 14, 0), "leader2", "see-card", "first_review", "agree", agree("退款积压")),
        does(
            days.work_day(1, 9, 30),
            "supervisor",
            "see-card",
            "final_review",
            "agree",
            agree("同意，请财务和技术会签"),
        ),
        start(
            days.work_day(2, 15, 0),
            "agent4",
            "read-figures",
            flow,
            ask("report:view", "team1", 30, "参加指标改进小组"),
        ),
        does(days.work_day(1, 9, 0), "leader1", "read-figures", "first_review", "agree", agree("班组指派")),
        does(days.work_day(1, 11, 0), "supervisor", "read-figures", "final_review", "agree", agree("同意")),
    ]
}

/// A violation that is on record, one that is being looked into, a review on its way, a sample with a finding, refusals.
fn supervision(days: &Days) -> Vec<Act> {
    let tries = |minute| Act {
        at: days.work_day(2, 11, minute),
        who: "leader1",
        what: What::TriesToDisable { person: "agent4" },
    };
    let told = |person: &str, what: &str| json!({ "person": person, "what": what, "capability": "number:reveal" });
    let audit = |hour, minute, what| Act { at: days.work_day(1, hour, minute), who: "auditor", what };
    let finding = json!({
        "finding": "两份授权申请的事由过于笼统，无法判断是否必要", "finding_grade": "medium", "responsible": "@supervisor",
        "advice": "终审时要求写明客户或事项范围", "due_on": days.date(10), "liability": "none",
    });
    vec![
        start(days.work_day(4, 16, 0), "leader2", "looked-up", "violation-case", told("@agent7", "无来电查询客户号码")),
        does(
            days.work_day(4, 16, 40),
            "agent7",
            "looked-up",
            "explain",
            "explained",
            json!({ "statement": "误点了上一位客户的记录" }),
        ),
        does(
            days.work_day(3, 9, 20),
            "supervisor",
            "looked-up",
            "assess",
            "violation",
            json!({ "severity": "minor", "assessment": "属实，初次，未造成影响" }),
        ),
        start(days.work_day(1, 15, 30), "leader1", "shared", "violation-case", told("@agent4", "通话外抄录客户号码")),
        start(
            days.work_day(2, 10, 0),
            "grantor",
            "quarter",
            "access-review",
            json!({
                "review_title": "季度权限复核", "review_of": "both", "review_sensitivity": "critical",
                "review_until": format!("{}T18:00", days.date(7)),
            }),
        ),
        tries(5),
        tries(9),
        tries(31),
        audit(10, 0, What::Sample { of: model::SampleOf::Grants, size: 2, seed: 20_261_101 }),
        audit(10, 40, What::Finding { form: finding }),
    ]
}

fn leave(days: &Days) -> Vec<Act> {
    let slip = |kind: &str, from: i64, length: i64, reason: &str| json!({"kind": kind, "from": days.date(from), "to": days.date(from + length - 1), "days": length, "reason": reason});
    vec![
        start(days.work_day(1, 16, 20), "agent3", "short", "leave", slip("personal", 3, 1, "陪父亲复诊")),
        start(days.work_day(2, 10, 5), "agent5", "long", "leave", slip("annual", 8, 3, "回乡探亲")),
        does(days.work_day(1, 15, 0), "leader1", "long", "review", "agree", json!({})),
        start(days.work_day(3, 9, 40), "agent8", "wedding", "leave", slip("marriage", 12, 5, "婚假")),
        does(days.work_day(3, 11, 10), "leader2", "wedding", "review", "agree", json!({})),
        does(days.work_day(2, 17, 0), "manager", "wedding", "review", "agree", json!({})),
        start(days.work_day(2, 9, 15), "agent1", "unclear", "leave", slip("personal", 5, 2, "私事")),
        does(
            days.work_day(1, 10, 30),
            "leader1",
            "unclear",
            "review",
            "return",
            json!({ "opinion": "请写明开始日期" }),
        ),
        start(
            days.work_day(2, 14, 0),
            "agent12",
            "resignation",
            "leaving",
            json!({"last_day": days.date(25), "leaving_kind": "resignation", "leaving_reason": "随家人迁往外地"}),
        ),
    ]
}

fn customers(days: &Days) -> Vec<Act> {
    let complaint = |customer: &str, contact: &str, category: &str, content: &str, claim: &str| {
        json!({
            "customer": customer, "contact": contact, "category": category, "content": content, "claim": claim,
            "is_repeated": false, "is_public": false, "is_soothed": true, "principle_told": "两个工作日内由专人答复",
        })
    };
    let late = complaint("李女士", "13800005521", "delivery", "包裹显示签收，本人未收到", "补发或退款");
    let broken = complaint("赵先生", "13800006630", "product", "保温壶漏水，客服让等了三天", "换货");
    let hurt = complaint("孙女士", "13800007712", "injury", "电热毯过热，手部轻微烫伤", "赔偿医药费");
    vec![
        start(days.work_day(2, 10, 10), "agent2", "late-parcel", "complaint", late),
        does(days.work_day(2, 13, 30), "service", "late-parcel", "acknowledge", "done", json!({})),
        start(days.work_day(1, 15, 10), "agent7", "broken", "complaint", broken),
        start(days.ago(20), "agent4", "hurt", "complaint", hurt),
        start(
            days.work_day(1, 14, 10),
            "agent9",
            "cancel",
            "order-cancellation",
            json!({
                "cancel_order": "D20417", "cancel_customer": "周女士", "cancel_reason": "地址填错，重新下单",
                "order_state": "confirmed", "can_cancel": true, "is_paid": false,
            }),
        ),
        start(days.work_day(1, 9, 5), "logistics", "refused", "refused-delivery", json!({})),
        does(
            days.work_day(1, 9, 50),
            "logistics",
            "refused",
            "send_list",
            "sent",
            json!({
                "refused_count": 2,
                "refused_orders": [
                    {"order_no": "D20388", "refused_leader": "@leader1"},
                    {"order_no": "D20391", "refused_leader": "@leader2"},
                ],
            }),
        ),
        start(days.work_day(1, 9, 10), "logistics", "errors", "error-correction", json!({})),
    ]
}

fn goods(days: &Days) -> Vec<Act> {
    let order = |goods: &str, quantity: i64, total: i64, purpose: &str| {
        json!({
            "it_goods": [{"goods": goods, "quantity": quantity, "estimate": total / quantity}],
            "purchase_total": total, "it_needed_on": days.date(24), "it_purpose": purpose,
        })
    };
    let looked_at = || json!({"it_opinion": "型号合适，库存不足"});
    vec![
        start(
            days.work_day(2, 9, 30),
            "manager",
            "headsets",
            "it-purchase",
            order("双耳耳麦", 6, 5_400, "替换破损耳麦"),
        ),
        does(days.work_day(1, 11, 0), "it", "headsets", "confirm_it", "confirmed", looked_at()),
        start(
            days.work_day(2, 9, 45),
            "manager",
            "computers",
            "it-purchase",
            order("坐席电脑", 6, 24_000, "夜班新增席位"),
        ),
        does(days.work_day(1, 11, 20), "it", "computers", "confirm_it", "confirmed", looked_at()),
        start(
            days.work_day(3, 10, 0),
            "agent6",
            "screen",
            "it-problem",
            json!({"it_problem": "显示器间歇黑屏", "it_kind": "computer", "seat": "B12", "is_work_stopped": false}),
        ),
        does(days.work_day(3, 10, 8), "supervisor", "screen", "try", "beyond_me", json!({"it_solution": "换线无效"})),
        start(
            days.work_day(2, 15, 0),
            "manager",
            "samples",
            "goods-loan",
            json!({
                "loan_goods": [{"goods": "电热毯", "quantity": 2}], "loan_purpose": "新品培训演示", "return_on": days.date(20),
            }),
        ),
        does(days.work_day(1, 9, 40), "gm", "samples", "review", "agree", json!({})),
        start(
            days.work_day(2, 16, 0),
            "leader1",
            "paper",
            "supplies-drawing",
            json!({"supplies": [{"supply": "交接本", "quantity": 4}, {"supply": "签字笔", "quantity": 20}]}),
        ),
        does(days.work_day(1, 10, 0), "supervisor", "paper", "draw", "drawn", json!({})),
        start(
            days.work_day(1, 17, 0),
            "leader2",
            "water",
            "supplies-drawing",
            json!({"supplies": [{"supply": "饮用水", "quantity": 10}]}),
        ),
    ]
}

fn shift(days: &Days) -> Vec<Act> {
    vec![
        start(
            days.ago(40),
            "leader2",
            "handover",
            "shift-handover",
            json!({"shift": "early", "ends_at": days.in_minutes(120), "incoming_leader": "@leader1"}),
        ),
        start(
            days.ago(15),
            "leader1",
            "report",
            "shift-report",
            json!({
                "report_shift": "early", "report_calls": 96, "report_orders": 21, "next_leader": "@leader2",
                "report_note": "下午两点后投诉偏多",
            }),
        ),
        start(days.work_day(1, 11, 0), "analyst", "forecast", "forecast-and-roster", json!({})),
        start(days.work_day(1, 9, 30), "manager", "recordings", "recording-check", json!({})),
        Act {
            at: days.work_day(1, 16, 0),
            who: "manager",
            what: What::Notice {
                title: "下周班表与值守安排",
                text: "班表已公布。请各组核对本人班次，有冲突的今天下班前告诉组长。",
                teams: &["team1", "team2"],
            },
        },
        Act {
            at: days.work_day(1, 16, 30),
            who: "leader2",
            what: What::Deputy { deputy: "leader1", from_days: 9, until_days: 12, reason: "年假" },
        },
    ]
}

fn knowledge(days: &Days) -> Vec<Act> {
    vec![
        start(
            days.work_day(2, 11, 0),
            "leader2",
            "training",
            "in-house-training",
            json!({
                "need_topic": "退款政策变化", "need_reason": "本周三起退款时限改为七天，来电咨询增多",
                "need_people": ["@agent7", "@agent9"], "is_manager_part": false,
            }),
        ),
        start(
            days.work_day(1, 13, 0),
            "trainer",
            "script",
            "product-scripts",
            json!({
                "product_name": "恒温电热毯", "script_kind": "standard",
                "script_text": "您好，这款电热毯有过热断电保护，第一次使用请先……", "script_people": ["@agent1", "@agent7"],
            }),
        ),
    ]
}
