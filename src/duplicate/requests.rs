//! Papers to ask enterprises for: one row for each claim whose case no paper can settle so far.

use polars::prelude::*;

use super::cases::Case;
use super::dossier::Dossier;
use super::papers::{listed, name_of};
use super::same::{PaperEvidence, Verdict, Why};
use crate::diag::Text;
use crate::frame::output::OutputTable;
use crate::frame::table::{Row, table};

table! {
    /// What one enterprise is asked for about one claim.
    pub struct PaperRequest: "paper_requests" "凭证征询" "Papers to ask for", sheet("凭证征询", "Papers to ask for") {
        code: String = USCC "统一社会信用代码" "Credit code";
        firm: String = FIRM_NAME "单位名称" "Enterprise";
        district: Text = DISTRICT_ZH "区域" "District (Chinese)", DISTRICT_EN "区域（英文）" "District";
        other_item: String = OTHER_ITEM "他项事项" "Item of the other";
        claim: String = CLAIM_ID "申报项编号" "Claim id";
        papers: Text = PAPER_NAME_ZH "须提供的凭证" "Papers wanted (Chinese)", PAPER_NAME_EN "须提供的凭证（英文）" "Papers wanted";
        /// The enterprise fills it in.
        number: String = PAPER_NO "他项所用凭证号（企业填写）" "Number for the other (the enterprise fills in)";
        finding: String = FINDING_ID "疑点编号" "Finding";
    }
}

impl Dossier<'_> {
    /// What to ask for, enterprise by enterprise.
    ///
    /// # Errors
    /// A fault of the engine.
    pub fn requests(&self) -> PolarsResult<OutputTable> {
        let known = self.known()?;
        let cases = &self.cases.cases;
        let lacks = |at: &usize| {
            let case = &cases[*at];
            case.verdict == Verdict::Suspected
                && case.paper == PaperEvidence::Unknown
                && case.why != Why::ByTitle
                && self.stakes[*at].at_risk() > 0
        };
        let mut rows: Vec<usize> = (0..cases.len()).filter(lacks).collect();
        rows.sort_by_key(|at| (known.codes[cases[*at].firm as usize], *at));
        let row = |at: usize| {
            let case = &cases[at];
            let firm = case.firm as usize;
            PaperRequest {
                code: known.codes[firm].to_string(),
                firm: known.firms[firm].to_string(),
                district: self.world.plan.crosswalk.sources[case.source].district.clone(),
                other_item: self.item(case),
                claim: self.claim_ids[at].clone(),
                papers: self.wanted(case),
                number: String::new(),
                finding: case.id.clone(),
            }
        };
        Ok(PaperRequest::table(rows.into_iter().map(row)))
    }

    /// Papers by which the rule of a case compares.
    fn wanted(&self, case: &Case) -> Text {
        let keys = case.rule.map(|at| self.world.plan.crosswalk.rules[at].keys.as_slice());
        listed(keys.unwrap_or_default().iter().map(|paper| name_of(*paper)))
    }
}
