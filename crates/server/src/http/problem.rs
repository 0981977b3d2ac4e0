//! Errors at the edge: `application/problem+json` (RFC 9457) in the reader's language.
//!
//! One table of codes. A route returns a [`Problem`]; [`render`] writes it, because only the request knows the language
//! and its id. Texts are for people, `code` is for programs and never changes.

use crate::sign_on::SignOnError;
use access::Reason;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use office::OfficeError;
use office::accounts::second::Ways;
use office::processes::views::FieldProblem;
use office::why::RequestOffer;
use office::writer::JournalError;
use serde::Serialize;
use std::error::Error as _;
use store::StoreError;

/// Every code with its status and its titles. A test checks that each has both languages and that none is twice.
macro_rules! codes {
    ($($name:ident = $text:literal, $status:literal, $zh:literal, $en:literal;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($name),* }

        impl Code {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status),* }
            }
            pub const fn title(self, language: Language) -> &'static str {
                match (self, language) { $((Self::$name, Language::Chinese) => $zh, (Self::$name, Language::English) => $en),* }
            }
        }
    };
}

codes! {
    BadJson = "bad_json", 400, "请求内容不是有效的 JSON", "The request is not valid JSON";
    BadRequest = "bad_request", 400, "请求格式有误", "The request is malformed";
    NotLoggedIn = "not_logged_in", 401, "请先登录", "Please log in";
    WrongPassword = "wrong_password", 401, "用户名或密码不正确", "Wrong user name or password";
    Denied = "denied", 403, "没有权限", "You may not do this";
    NotWithToken = "not_with_token", 403, "API 令牌不能这样使用，请以人员身份登录", "Not with an API token; please log in as a person";
    OutOfScope = "out_of_scope", 403, "这个接口令牌的范围不包括此操作", "The API token was not issued for this";
    BadOrigin = "bad_origin", 403, "请求来自不受信任的页面", "The request comes from a page that is not ours";
    NotYours = "not_yours", 403, "这不是您的任务", "This is not yours to do";
    Excluded = "excluded", 403, "职责分离：申请人或前一步的经办人不能办理", "Separation of duties: who asked or acted before may not do this";
    PasswordNeeded = "password_needed", 403, "此操作需要再次输入密码签名", "This act is signed: please give your password again";
    SecondFactorNeeded = "second_factor_needed", 401, "还需要第二步验证", "A second factor is needed";
    WrongFactor = "wrong_factor", 401, "验证码或通行密钥不正确", "The code or the passkey is wrong";
    TicketOver = "ticket_over", 401, "登录已超时，请重新输入密码", "The log-in took too long; please give the password again";
    StepUpNeeded = "step_up_needed", 403, "此操作需要重新验证身份", "Please prove again who you are first";
    NoPasskeys = "no_passkeys", 409, "这里不能使用通行密钥：需要通过 HTTPS 域名访问", "No passkeys here: they need HTTPS and a host name";
    WrongProof = "wrong_proof", 403, "验证没有通过", "The proof of who you are is wrong";
    WrongSignature = "wrong_signature", 403, "签名密码不正确", "The password for the signature is wrong";
    NotLinked = "not_linked", 403, "这个身份没有关联可以使用的账号：请先用密码登录，在“我的账号”里关联；还没有账号的，请上级申请开通", "This identity opens no account here: log in with your password and link it in My account; without an account, ask your superior to apply for one";
    LinkedToAnother = "linked_to_another", 409, "这个身份已经关联到别人的账号", "This identity is linked to somebody else's account";
    ProviderDown = "provider_down", 503, "单点登录服务没有响应，请稍后再试，或用密码登录", "The sign-on service does not answer; please try later or use your password";
    SignOnOver = "sign_on_over", 403, "这次单点登录已失效，请重新开始", "This sign-on is over; please begin again";
    SignOnCancelled = "sign_on_cancelled", 403, "单点登录没有完成：登录服务拒绝，或您取消了登录", "The sign-on was cancelled, or the provider refused it";
    SignOnUntrue = "sign_on_untrue", 403, "单点登录服务的答复没有通过校验，请重试；仍不行请告诉管理员", "The answer of the sign-on service did not hold; please try again, then tell an administrator";
    SignOnNotLetIn = "sign_on_not_let_in", 403, "这里不接受这个身份：不是本单位的账号", "This identity is not let in here: it is of another organisation";
    NotFound = "not_found", 404, "没有找到", "Not found";
    MethodNotAllowed = "method_not_allowed", 405, "不支持这种请求方法", "This method is not supported here";
    Moved = "moved", 409, "状态已变化，请刷新后再试", "Things have moved on; please look again";
    NotYourCall = "not_your_call", 409, "该通话不存在或不属于您", "No such call, or it is not yours";
    WrongState = "wrong_state", 409, "当前状态下不能这样操作", "Not possible in the present state";
    NoAudio = "no_audio", 409, "没有可用的话机：请连接浏览器话机或注册桌面话机", "No audio: connect the browser phone or register a desk phone";
    MayNotTakeCalls = "may_not_take_calls", 409, "目前不允许接听电话", "You may not take calls at present";
    OldGeneration = "old_generation", 409, "已在其他窗口接管", "A newer window has taken over";
    RulesMoved = "rules_moved", 409, "规则已有新版本，请在现行版本上重新修改", "The rules have changed since; please edit the version in force";
    KeyReused = "key_reused", 409, "Idempotency-Key 已用于另一个请求", "The Idempotency-Key was used for a different request";
    TaskClosed = "task_closed", 409, "任务已办结或撤回，可能别人已经办理", "The task is no longer open; perhaps somebody else has done it";
    TaskClaimed = "task_claimed", 409, "任务已被别人认领", "Somebody else has claimed this task";
    InstanceEnded = "instance_ended", 409, "流程已经结束", "This case has ended";
    OpinionOpen = "opinion_open", 409, "征求的意见还没有答复", "An opinion that was asked for is still open";
    CannotTakeBack = "cannot_take_back", 409, "下一步已经开始，不能撤回", "The next step has begun; it cannot be taken back";
    NobodyWaits = "nobody_waits", 409, "流程现在不接收这个消息", "The case does not take this message now";
    Nobody = "nobody", 409, "没有人能办理：先要有人担任这个岗位", "Nobody could do it: somebody must have the post first";
    TooLate = "too_late", 409, "已经过了时限", "It is too late for this";
    TooEarly = "too_early", 409, "还没有到时间", "It is too early for this";
    TooLarge = "too_large", 413, "请求内容过大", "The request is too large";
    WrongType = "wrong_type", 415, "请使用 application/json", "Please send application/json";
    WrongMediaType = "wrong_media_type", 415, "不支持这种文件，或文件内容与类型不符", "This kind of file is not taken, or its content is not of its kind";
    BadRange = "bad_range", 416, "请求的范围无效", "The range cannot be satisfied";
    BadInput = "bad_input", 422, "填写的内容有误", "Something filled in is not right";
    BadForm = "bad_form", 422, "表单填写有误，请按提示修改", "Something in the form is not right; see its fields";
    NoSuchStart = "no_such_start", 422, "这个流程不能这样发起", "The process cannot be started like this";
    NoSuchOutcome = "no_such_outcome", 422, "这一步没有这个结果", "This step has no such outcome";
    CannotReturn = "cannot_return", 422, "不能退回到这一步", "The task cannot be sent back to that step";
    TooMuch = "too_much", 422, "数量超出上限", "There is too much of it";
    BadOffer = "bad_offer", 422, "浏览器的音频参数不可用", "The browser's audio offer is not usable";
    TooManyAttempts = "too_many_attempts", 429, "尝试次数过多，请稍后再试", "Too many attempts; please wait";
    TooManyRequests = "too_many_requests", 429, "请求过于频繁，请稍后再试", "Too many requests; please wait";
    Internal = "internal", 500, "系统内部错误，请把请求编号告诉管理员", "Something broke; please give the request id to an administrator";
    Busy = "busy", 503, "系统繁忙，请稍后再试", "Too busy; please try again";
    ShuttingDown = "shutting_down", 503, "系统正在停止", "The service is shutting down";
    NotReady = "not_ready", 503, "系统尚未就绪", "Not ready";
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

impl Language {
    /// The first of zh and en in `Accept-Language` by weight; Chinese when neither is named.
    pub fn of(headers: &HeaderMap) -> Self {
        let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
        let weight = |language: &str| {
            accepted
                .split(',')
                .filter_map(|part| {
                    let mut pieces = part.trim().split(';');
                    let tag = pieces.next()?.trim().to_ascii_lowercase();
                    let q = pieces.find_map(|p| p.trim().strip_prefix("q=")?.parse::<f32>().ok()).unwrap_or(1.0);
                    (tag == language || tag.starts_with(&format!("{language}-"))).then_some(q)
                })
                .fold(0.0_f32, f32::max)
        };
        if weight("en") > weight("zh") { Self::English } else { Self::Chinese }
    }
}

/// One sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

impl Words {
    fn of(&self, language: Language) -> String {
        match language {
            Language::Chinese => self.zh.clone(),
            Language::English => self.en.clone(),
        }
    }
}

/// An error on its way out.
#[derive(Clone, Debug)]
pub struct Problem {
    pub code: Code,
    /// Boxed to keep results small.
    pub detail: Option<Box<Words>>,
    pub reasons: Vec<Reason>,
    /// What is wrong with which field of a form.
    pub fields: Vec<FieldProblem>,
    /// The request that would open it.
    pub request: Option<Box<RequestOffer>>,
    /// Only a fresh proof of who asks is lacking.
    pub step_up: bool,
    /// Of a log-in whose first half is done.
    pub second_factor: Option<Box<Ways>>,
    pub retry_after_s: Option<u64>,
}

/// As it stands in the body.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// `about:blank`: the code says it all.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: &'static str,
    pub status: u16,
    /// Stable name of the problem.
    pub code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Policies in people's words, with what the reader can do.
    #[schema(value_type = Vec<Object>)]
    pub reasons: Vec<Reason>,
    /// Of a form: what is wrong, by JSON pointer; the empty pointer is the form as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Of a refusal: the flow to start, filled in as far as it is known, where a right for a time would open it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<RequestOffer>,
    /// Of a refusal: only a fresh proof of who asks is lacking.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub step_up: bool,
    /// Of a log-in: how to go on, with its ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub second_factor: Option<Ways>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl Problem {
    pub fn new(code: Code) -> Self {
        Self {
            code,
            detail: None,
            reasons: Vec::new(),
            fields: Vec::new(),
            request: None,
            step_up: false,
            second_factor: None,
            retry_after_s: None,
        }
    }

    pub fn with_detail(code: Code, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::in_words(code, Words { zh: detail.clone(), en: detail })
    }

    pub fn in_words(code: Code, words: Words) -> Self {
        Self { detail: Some(Box::new(words)), ..Self::new(code) }
    }

    pub fn body(&self, language: Language, request_id: Option<String>) -> ProblemBody {
        ProblemBody {
            kind: "about:blank",
            title: self.code.title(language),
            status: self.code.status(),
            code: self.code.text(),
            detail: self.detail.as_ref().map(|words| words.of(language)),
            reasons: self.reasons.clone(),
            fields: self.fields.clone(),
            request: self.request.as_deref().cloned(),
            step_up: self.step_up,
            second_factor: self.second_factor.as_deref().cloned(),
            request_id,
        }
    }
}

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Self {
        use model::Refused;
        match error {
            OfficeError::NotLoggedIn => Self::new(Code::NotLoggedIn),
            OfficeError::WrongPassword => Self::new(Code::WrongPassword),
            OfficeError::TooManyAttempts { retry_after } => Self {
                retry_after_s: Some(retry_after.0.max(1_000) as u64 / 1_000),
                ..Self::new(Code::TooManyAttempts)
            },
            OfficeError::Denied(denied) => {
                let request = RequestOffer::for_refusal(&denied).map(Box::new);
                let why = denied.why().clone();
                Self { reasons: why.reasons, request, step_up: why.needs_step_up, ..Self::new(Code::Denied) }
            }
            OfficeError::DeniedWithOffer { denied, offer } => {
                Self { reasons: denied.why().reasons.clone(), request: Some(offer), ..Self::new(Code::Denied) }
            }
            OfficeError::SecondFactorNeeded(ways) => {
                Self { second_factor: Some(ways), ..Self::new(Code::SecondFactorNeeded) }
            }
            OfficeError::TicketOver => Self::new(Code::TicketOver),
            OfficeError::StepUpNeeded => Self { step_up: true, ..Self::new(Code::StepUpNeeded) },
            OfficeError::NotLinked => Self::new(Code::NotLinked),
            OfficeError::LinkedToAnother => Self::new(Code::LinkedToAnother),
            OfficeError::NoPasskeys => Self::new(Code::NoPasskeys),
            OfficeError::WrongProof => Self::new(Code::WrongProof),
            OfficeError::NotWithToken => Self::new(Code::NotWithToken),
            OfficeError::NotFound => Self::new(Code::NotFound),
            OfficeError::Refused(refused) => {
                let code = match &refused {
                    Refused::NotYourCall => Code::NotYourCall,
                    Refused::WrongState { .. } => Code::WrongState,
                    Refused::NoAudio => Code::NoAudio,
                    Refused::MayNotTakeCalls => Code::MayNotTakeCalls,
                    Refused::OldGeneration => Code::OldGeneration,
                    Refused::BadOffer { .. } => Code::BadOffer,
                    Refused::ShuttingDown => Code::ShuttingDown,
                    Refused::Busy => Code::Busy,
                };
                Self::with_detail(code, refused.to_string())
            }
            OfficeError::Process(refusal) => refusal.into(),
            OfficeError::BadForm(fields) => Self { fields, ..Self::new(Code::BadForm) },
            OfficeError::PasswordNeeded => Self::new(Code::PasswordNeeded),
            OfficeError::TooLarge { limit } => {
                let words = Words { zh: format!("最多 {limit} 字节"), en: format!("{limit} bytes at most") };
                Self::in_words(Code::TooLarge, words)
            }
            OfficeError::AlreadyDone { by: Some(by), .. } => {
                let words = Words { zh: format!("{by} 已经办理"), en: format!("{by} has done it") };
                Self::in_words(Code::TaskClosed, words)
            }
            OfficeError::AlreadyDone { by: None, .. } => Self::new(Code::TaskClosed),
            OfficeError::Moved => Self::new(Code::Moved),
            OfficeError::RulesMoved(files) => {
                let words = Words {
                    zh: format!("期间变更的文件：{}", files.join("、")),
                    en: format!("changed meanwhile: {}", files.join(", ")),
                };
                Self::in_words(Code::RulesMoved, words)
            }
            OfficeError::WrongMediaType => Self::new(Code::WrongMediaType),
            OfficeError::BadInput { field, why } => Self::with_detail(Code::BadInput, format!("`{field}`: {why}")),
            OfficeError::Busy => Self { retry_after_s: Some(1), ..Self::new(Code::Busy) },
            OfficeError::Crowded => Self { retry_after_s: Some(1), ..Self::new(Code::TooManyRequests) },
            // Another process of the same database was quicker, again and again.
            OfficeError::Journal(JournalError::Refused(StoreError::Stale)) => Self::new(Code::Moved),
            OfficeError::BrokenSecret | OfficeError::Store(_) | OfficeError::Journal(_) | OfficeError::Recording(_) => {
                log_chain(&error);
                Self::new(Code::Internal)
            }
        }
    }
}

impl From<SignOnError> for Problem {
    fn from(error: SignOnError) -> Self {
        let code = match &error {
            SignOnError::NoProvider => Code::NotFound,
            SignOnError::Down(_) => Code::ProviderDown,
            SignOnError::Over => Code::SignOnOver,
            SignOnError::Cancelled(_) => Code::SignOnCancelled,
            SignOnError::Untrue(_) => Code::SignOnUntrue,
            SignOnError::NotLetIn => Code::SignOnNotLetIn,
        };
        match &error {
            SignOnError::Down(why) => tracing::warn!(error = %format!("{why:#}"), "a provider does not answer"),
            other => tracing::info!(error = %other, "a sign-on was refused"),
        }
        Self::new(code)
    }
}

/// Logs a failure once, with its whole chain.
fn log_chain(error: &OfficeError) {
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        chain.push_str(": ");
        chain.push_str(&cause.to_string());
        source = cause.source();
    }
    tracing::error!(error = %chain, "request failed");
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.status()).expect("the table holds valid statuses");
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The id of a request, in the log, the problem and the header `x-request-id`.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// Gives the request an id and writes the body of a problem.
pub async fn render(mut request: Request, next: Next) -> Response {
    let id = uuid::Uuid::now_v7().to_string();
    let language = Language::of(request.headers());
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let body = serde_json::to_vec(&problem.body(language, Some(id.clone()))).expect("a problem is plain data");
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.remove(header::CONTENT_LENGTH);
        if let Some(seconds) = problem.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        *response.body_mut() = axum::body::Body::from(body);
    }
    let id = HeaderValue::from_str(&id).expect("a UUID is a header value");
    response.headers_mut().insert("x-request-id", id);
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_code_is_unique_and_said_in_both_languages() {
        let mut seen = HashSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.text()), "{code:?} is there twice");
            assert!(code.title(Language::Chinese).chars().any(|c| c >= '\u{4e00}'), "{code:?} in Chinese");
            assert!(code.title(Language::English).is_ascii(), "{code:?} in English");
            assert!(StatusCode::from_u16(code.status()).is_ok_and(|s| s.is_client_error() || s.is_server_error()));
        }
    }

    #[test]
    fn the_language_follows_the_reader() {
        for (accepted, expected) in [
            ("", Language::Chinese),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Chinese),
            ("en-US,en;q=0.9", Language::English),
            ("en;q=0.3, zh-TW;q=0.7", Language::Chinese),
            ("fr-FR", Language::Chinese),
            ("fr, en;q=0.5", Language::English),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_str(accepted).expect("ascii"));
            assert_eq!(Language::of(&headers), expected, "{accepted}");
        }
    }
}
