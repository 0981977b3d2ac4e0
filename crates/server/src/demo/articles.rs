//! What stands in the demo's knowledge base: made up, and its last article says so.

use super::flows::{Act, Days, What};

/// Who wrote it, where, and what it says.
const ARTICLES: [(&str, &str, &str, &str); 7] = [
    (
        "trainer",
        "faq",
        "退货期限和运费",
        "签收后十五天内无理由退货，商品完好、配件齐全。\n运费：质量问题由我们承担；无理由退货由顾客承担，会员每月一次免运费。\n\
         提示：已发货的订单不要直接答应拦截，先按“发货后处理”流程向主管申请。",
    ),
    (
        "trainer",
        "faq",
        "发票怎么开",
        "电子发票在订单完成后自动开具，发到下单时填写的邮箱。\n需要纸质发票的，登记抬头、税号和收件地址，两个工作日内寄出。\n\
         不要在电话里让顾客报银行卡号。",
    ),
    (
        "leader1",
        "process",
        "顾客要求找主管时",
        "先致歉并复述诉求，询问是否可以由您先处理。\n顾客坚持的，按 HOLD 键，找班组长；班组长不在，找现场经理。\n\
         不得让顾客等待超过两分钟而不回应。",
    ),
    (
        "leader2",
        "process",
        "核身的三个问题",
        "查询或修改订单前核对三项中的两项：收件人姓名、收件地址的区和街道、最近一次下单的商品。\n\
         身份证号和银行卡号默认遮盖，只有客户同意并有授权时才能查看。",
    ),
    (
        "product",
        "product",
        "恒温保温杯 Pro",
        "容量 480 毫升，标价 159 元，三年质保。\n杯盖显示温度，按住三秒切换单位；杯盖电池不可更换。\n\
         不支持微波炉和洗碗机。活动期间赠杯套，库存不足时不承诺。",
    ),
    (
        "product",
        "product",
        "延保服务",
        "价格为商品价的 8%，在原厂保修期满后再延长一年。\n人为损坏、自行拆修不在范围内。\n签收后三十天内可以退延保，原路退款。",
    ),
    (
        "trainer",
        "industry",
        "演示数据说明",
        "本知识库的条目由演示生成，供试用查找、修改、复核和下架，不代表任何真实商品或政策。",
    ),
];

/// In the first days of the demo's past, a quarter of an hour apart.
pub fn acts(days: &Days) -> Vec<Act> {
    let at = |number: usize| days.work_day(4, 8, 30) + number as i64 * 15 * process::dates::MINUTE;
    let article = |(number, (who, section, title, text)): (usize, (&'static str, _, _, _))| Act {
        at: at(number),
        who,
        what: What::Article { section, title, text },
    };
    ARTICLES.into_iter().enumerate().map(article).collect()
}
