//! The audit report (FORM-09): figures, samples, findings of a period, as PDF and as XLSX, with the last signed root of
//! the journal printed on it: whoever keeps a copy keeps a witness.

use super::{FindingView, SampleView, pdf, xlsx};
use crate::error::bad_input;
use crate::{Caller, Office, OfficeError, entry};
use access::Resource;
use access::actions::Audit;
use model::{FactBody, Millis, SampleOf, SupervisionFact};
use process::dates;
use store::grants::GrantFilter;

/// Grants that one report counts.
const GRANTS_COUNTED_MAX: u32 = 5_000;
/// How far a period may reach.
const PERIOD_MAX: Millis = Millis::from_secs(366 * 24 * 3_600);
/// Refusals are summed from so many days before the end of the period at most.
const WEEK_MS: i64 = 7 * 24 * 3_600 * 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Pdf,
    Xlsx,
}

impl Format {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }
}

/// A report on its way to paper: heads and tables, nothing of formats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    pub title: String,
    /// Under the title, a line each.
    pub head: Vec<String>,
    pub tables: Vec<Table>,
    /// At the foot of each page.
    pub foot: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub title: String,
    /// Name and share of the width, in hundredths.
    pub columns: Vec<(String, u32)>,
    pub rows: Vec<Vec<String>>,
}

fn table(title: &str, columns: &[(&str, u32)], rows: Vec<Vec<String>>) -> Table {
    let columns = columns.iter().map(|(name, width)| ((*name).to_owned(), *width)).collect();
    Table { title: title.to_owned(), columns, rows }
}

impl Office {
    /// Written for the period, noted in the journal with the root that it carries.
    pub async fn audit_report(
        &self,
        caller: &Caller,
        from: Millis,
        until: Millis,
        format: Format,
    ) -> Result<Vec<u8>, OfficeError> {
        let permit = self.demand::<Audit>(caller, &Resource::Centre).await?;
        if from >= until || until - from > PERIOD_MAX {
            return Err(bad_input("until_ms", "after `from_ms`, by a year at most"));
        }
        let root = self.root_line().await?;
        let paper = self.paper(caller, from, until, &root).await?;
        let bytes = match format {
            Format::Pdf => pdf::write(&paper),
            Format::Xlsx => xlsx::write(&paper).map_err(|error| {
                tracing::error!(error = %error, "the audit report could not be written");
                OfficeError::Busy
            })?,
        };
        let (by, format) = (caller.person.id, format.extension().to_owned());
        let body = SupervisionFact::AuditReported { by, from_ms: from, until_ms: until, format, root };
        self.commit(vec![entry(self.fact(caller.actor(), permit.reasons(), FactBody::Supervision(body)))]).await?;
        Ok(bytes)
    }

    /// Size and root of the last signed note, else of the last stored checkpoint.
    async fn root_line(&self) -> Result<String, OfficeError> {
        if let Some(signed) = self.last_signed().await? {
            // A note: origin, size, root, an empty line, signatures.
            let root = signed.note.lines().nth(2).unwrap_or_default().to_owned();
            return Ok(format!("{} {root} signed {}", signed.size, self.minute_shown(signed.at_ms)));
        }
        Ok(match store::supervision::last_root(&self.store).await? {
            Some((size, root)) => format!("{size} {root} unsigned"),
            None => "unsigned, no checkpoint yet".to_owned(),
        })
    }

    async fn paper(&self, caller: &Caller, from: Millis, until: Millis, root: &str) -> Result<Paper, OfficeError> {
        let now = self.now();
        let mut samples = self.samples(caller).await?;
        samples.retain(|of| (from.0..until.0).contains(&of.drawn_ms));
        let mut findings = self.findings(caller).await?;
        findings.retain(|of| of.started_ms < until.0 && of.ended_ms.is_none_or(|ended| ended >= from.0));
        let figures = self.figures(from, until).await?;
        let tables = vec![
            table("一、授权与使用概况 / Figures", &[("项目 / Item", 70), ("数量 / Number", 30)], figures),
            self.violations_table(from, until).await?,
            self.samples_table(&samples),
            self.findings_table(&findings),
            self.roots_table(from, until).await?,
        ];
        Ok(Paper {
            title: "授权管理审计报告 / Audit report on rights".into(),
            head: vec![
                format!("期间 / Period: {} – {}", self.minute_shown(from), self.minute_shown(until)),
                format!("审计人 / By: {}    时间 / At: {}", caller.person.name.0, self.minute_shown(now)),
                format!("日志根 / Root of the journal: {root}"),
            ],
            tables,
            foot: format!("日志根 / Root: {root}"),
        })
    }

    async fn figures(&self, from: Millis, until: Millis) -> Result<Vec<Vec<String>>, OfficeError> {
        let grants = store::grants::list(&self.store, &GrantFilter::default(), None, GRANTS_COUNTED_MAX).await?;
        let within = |at: Millis| from <= at && at < until;
        let count = |is: &dyn Fn(&store::grants::GrantRecord) -> bool| grants.iter().filter(|of| is(of)).count();
        let mut rows = vec![
            ("授权 / Rights given", count(&|of| within(of.given) && !of.is_break_glass)),
            ("联合评审的授权 / Given with joint agreement", count(&|of| within(of.given) && of.is_joint)),
            ("紧急授权 / Taken in an emergency", count(&|of| within(of.given) && of.is_break_glass)),
            ("撤销 / Revoked", count(&|of| of.revoked.as_ref().is_some_and(|revoked| within(revoked.at)))),
            ("到期 / Expired", count(&|of| of.expired.is_some_and(within))),
            ("期间授出而从未使用 / Given and never used", count(&|of| within(of.given) && of.uses == 0)),
            (
                "审批人不足两人的授权 / Given with fewer than two approvers",
                count(&|of| within(of.given) && !of.is_break_glass && approvers(of) < 2),
            ),
        ];
        for (name, of) in [
            ("查看明文 / Reveals", SampleOf::Reveals),
            ("违规记录 / Violations recorded", SampleOf::Violations),
            ("规则变更 / Changes of the rules", SampleOf::Changes),
        ] {
            rows.push((name, store::supervision::subjects(&self.store, of, from, until).await?.len()));
        }
        let refused = store::supervision::refusals(&self.store, from).await?;
        let refused: u64 = refused.iter().map(|of| of.times).sum();
        rows.push(("期初至今被拒绝的操作 / Refusals since the period began", usize::try_from(refused).unwrap_or(0)));
        Ok(rows.into_iter().map(|(name, number)| vec![name.to_owned(), number.to_string()]).collect())
    }

    async fn violations_table(&self, from: Millis, until: Millis) -> Result<Table, OfficeError> {
        let rows = store::supervision::violations(&self.store, from, until).await?;
        let rows = rows.iter().map(|of| {
            let until = of.restricted_until.map_or_else(|| "–".to_owned(), |until| self.minute_shown(until));
            let name = self.person_shown(of.person).name;
            let tier = if of.tier == 0 { "撤销 / taken back".to_owned() } else { of.tier.to_string() };
            vec![self.minute_shown(of.recorded), name, tier, of.points.to_string(), until, of.what.clone()]
        });
        let columns = [
            ("时间 / At", 17),
            ("当事人 / Person", 13),
            ("档次 / Tier", 11),
            ("扣分 / Points", 10),
            ("限制至 / Until", 17),
            ("情况 / What", 32),
        ];
        Ok(table("二、违规 / Violations", &columns, rows.collect()))
    }

    fn samples_table(&self, samples: &[SampleView]) -> Table {
        let rows = samples.iter().map(|of| {
            let drawn: Vec<String> = of.drawn.iter().map(u64::to_string).collect();
            vec![
                self.minute_shown(Millis(of.drawn_ms)),
                of.of.clone(),
                format!("{} / {}", of.size, of.population),
                of.seed.to_string(),
                drawn.join(" "),
            ]
        });
        let columns = [
            ("时间 / Drawn", 17),
            ("对象 / Of", 13),
            ("数量 / Size", 12),
            ("种子 / Seed", 15),
            ("事实编号 / Facts", 43),
        ];
        table("三、抽样 / Samples", &columns, rows.collect())
    }

    fn findings_table(&self, findings: &[FindingView]) -> Table {
        let rows = findings.iter().map(|of| {
            let state = match (&of.end, &of.step) {
                (Some(end), _) => end.name.zh.clone(),
                (None, Some(step)) => step.name.zh.clone(),
                (None, None) => String::new(),
            };
            let late = if of.is_overdue { "（逾期 / late）" } else { "" };
            let responsible = of.responsible.as_ref().map(|person| person.name.clone()).unwrap_or_default();
            let number = format!("#{}", of.number);
            vec![
                number,
                of.grade.clone(),
                of.finding.clone(),
                responsible,
                of.due_on.clone(),
                format!("{state}{late}"),
                of.advice.clone(),
            ]
        });
        let columns = [
            ("编号 / No.", 8),
            ("程度 / Grade", 9),
            ("发现 / Finding", 27),
            ("责任人 / Owner", 11),
            ("期限 / Due", 12),
            ("状态 / State", 13),
            ("建议 / Advice", 20),
        ];
        table("四、发现与整改 / Findings", &columns, rows.collect())
    }

    /// Weekly roots: the last signed note of each week.
    async fn roots_table(&self, from: Millis, until: Millis) -> Result<Table, OfficeError> {
        let mut rows = Vec::new();
        let mut at = from;
        while at < until {
            let end = Millis(at.0 + WEEK_MS).min(until);
            if let Some((size, note, signed)) = store::supervision::last_signed_before(&self.store, at, end).await? {
                let root = note.lines().nth(2).unwrap_or_default().to_owned();
                rows.push(vec![self.minute_shown(signed), size.to_string(), root]);
            }
            at = end;
        }
        let columns = [("签署 / Signed", 20), ("事实数 / Size", 15), ("日志根 / Root", 65)];
        Ok(table("五、每周日志根 / Weekly roots of the journal", &columns, rows))
    }

    fn minute_shown(&self, at: Millis) -> String {
        dates::datetime_text(at, self.rulebook().centre.utc_offset_minutes).replace('T', " ")
    }
}

/// Different people who agreed.
fn approvers(of: &store::grants::GrantRecord) -> usize {
    let people: std::collections::BTreeSet<_> =
        of.approvals.iter().filter(|approval| approval.stage != "apply").map(|approval| approval.person).collect();
    people.len()
}
