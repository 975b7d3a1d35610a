//! The vocabulary of input columns: what a filing can say. Schemes choose from it; header aliases
//! in `pipelines/headers.toml` lead to it.

mod accounts;

pub use accounts::ACCOUNT_FIELDS;

use super::columns as c;
use super::own::Own;

/// What a column holds, and how a cell of it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Free text, cleaned of invisible characters.
    Text,
    /// A unified social credit code.
    Code,
    /// Money in the smallest unit of the row's currency, Int64.
    Money,
    /// A day, Date.
    Date,
    /// 是 / 否, Boolean.
    Bool,
    /// A whole number, Int64.
    Int,
    /// A share between 0 and 1 in millionths, Int64.
    Share,
    /// A figure of statistics or a word in its place, String: `1442.8`, `是`, `2018-12-31`.
    Figure,
    /// One of a closed list of words (headers.toml), String.
    Category,
    /// A currency, as its ISO code, String.
    Currency,
}

impl FieldKind {
    pub fn zh(self) -> &'static str {
        match self {
            Self::Text => "文本",
            Self::Code => "统一社会信用代码",
            Self::Money => "金额",
            Self::Date => "日期",
            Self::Bool => "是/否",
            Self::Int => "整数",
            Self::Share => "占比",
            Self::Figure => "数值",
            Self::Category => "类别",
            Self::Currency => "币种",
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Code => "a credit code",
            Self::Money => "money",
            Self::Date => "a date",
            Self::Bool => "yes or no",
            Self::Int => "a whole number",
            Self::Share => "a share",
            Self::Figure => "a figure",
            Self::Category => "a category",
            Self::Currency => "a currency",
        }
    }
}

/// One column of the input vocabulary.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The canonical column name.
    pub name: &'static str,
    pub kind: FieldKind,
    /// The heading in workbooks.
    pub zh: &'static str,
    pub en: &'static str,
    /// What its scheme says of it; `None` for the columns of this page.
    pub own: Option<&'static Own>,
}

const fn field(name: &'static str, kind: FieldKind, zh: &'static str, en: &'static str) -> Field {
    Field { name, kind, zh, en, own: None }
}

use FieldKind::{Bool, Category, Code, Currency, Date, Figure, Int, Money, Share, Text};

/// The sheet of basic facts, one row per enterprise.
pub static FIRM_FIELDS: &[Field] = &[
    field(c::FIRM_NAME, Text, "单位名称", "Enterprise"),
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::ENTITY_TYPE, Category, "单位类型", "Type of entity"),
    field(c::OPERATES_IN_QIANHAI, Bool, "是否在前海合作区实际经营", "Operates in Qianhai"),
    field(c::REGISTERED_IN_ZONE, Bool, "注册地在前海", "Registered in Qianhai"),
    field(c::PRODUCES_IN_ZONE, Bool, "生产经营在前海", "Business carried on in Qianhai"),
    field(c::STAFF_IN_ZONE, Bool, "人员在前海", "Staff in Qianhai"),
    field(c::ACCOUNTS_IN_ZONE, Bool, "账务在前海", "Accounts kept in Qianhai"),
    field(c::DATA_SERVICE_FIRM, Bool, "是否数据服务企业", "Data service enterprise"),
    field(c::LEGAL_REPRESENTATIVE, Text, "法定代表人", "Legal representative"),
    field(c::FORMER_NAME, Text, "曾用名", "Former name"),
    field(c::FIRM_SIZE, Text, "企业规模", "Size of enterprise"),
    field(c::SECTOR, Text, "所属行业", "Sector"),
    field(c::DISTRICT, Text, "所在区", "District"),
    field(c::ADDRESS, Text, "实际经营地址", "Business address"),
    field(c::PHONE, Text, "联系电话", "Phone"),
    field(c::BANK, Text, "开户行", "Bank"),
    field(c::ACCOUNT, Text, "账号", "Account"),
];

/// What is known of enterprises beside what they state: rules may name it, no sheet has it.
pub static DERIVED_FIELDS: &[Field] =
    &[field(c::APPLICANT_KIND, Category, "主体类别", "Kind of applicant")];

/// Evidence lines of all measures; a measure's sheet holds those that its rules read.
pub static LINE_FIELDS: &[Field] = &[
    field(c::FILING_NO, Text, "申报编号", "Filing no."),
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::ACCEPTED_ON, Date, "受理日期", "Accepted on"),
    field(c::CONTRACT_NO, Text, "合同号", "Contract no."),
    field(c::INVOICE_NO, Text, "发票号", "Invoice no."),
    field(c::PAID_ON, Date, "付款日期", "Paid on"),
    field(c::CURRENCY, Currency, "币种", "Currency"),
    field(c::AMOUNT, Money, "金额", "Amount"),
    field(c::TAX, Money, "其中增值税", "VAT included"),
    field(c::REFUND, Money, "退费金额", "Refunded"),
    field(c::REQUESTED, Money, "申请金额", "Requested amount"),
    field(c::PLATFORM_ID, Text, "平台编号", "Platform id"),
    field(c::PLATFORM_NAME, Text, "平台名称", "Platform"),
    field(c::SERVED, Int, "服务企业数", "Enterprises served"),
    field(c::COST_KIND, Category, "费用类别", "Kind of cost"),
    field(c::EXCLUDED_PC, Money, "其中个人办公用计算机", "Personal computers to exclude"),
    field(c::REVENUE, Money, "上年度营业收入", "Revenue of the year before"),
    field(c::TAX_PAID, Money, "上年度纳税额", "Taxes paid in the year before"),
    field(c::CHANNEL, Category, "推广渠道", "Channel"),
    field(c::RECEIVED_ON, Date, "收汇日期", "Received on"),
    field(c::CATALOGUE, Category, "技术目录类别", "Technology catalogue"),
    field(c::OVERSEAS_ENTITY, Text, "境外主体名称", "Overseas entity"),
    field(c::OVERSEAS_CERTIFICATE, Text, "境外投资证书号", "Overseas investment certificate"),
    field(c::ESTABLISHED_ON, Date, "境外主体设立日期", "Established on"),
    field(c::ODI_CERTIFIED_ON, Date, "境外投资证书日期", "Certified on"),
    field(c::SERVICE_ACTIVITY, Bool, "是否服务业活动", "Service-sector activity"),
    field(c::STANDARD_NO, Text, "标准号", "Standard no."),
    field(c::STANDARD_LEVEL, Category, "标准级别", "Standard level"),
    field(c::DRAFTER_RANK, Int, "起草单位排序", "Drafter rank"),
    field(c::TRADE_DOMAIN, Category, "数字贸易领域", "Digital trade domain"),
    field(c::IS_REVISION, Bool, "是否修订", "Revision"),
    field(c::PUBLISHED_ON, Date, "发布日期", "Published on"),
    field(c::CONTENT_ID, Text, "标准内容标识", "Content id"),
    field(c::EXPORT_FILING_NO, Text, "数据出境备案号", "Data export filing no."),
    field(c::SHARE, Share, "国际数据服务占比", "Share of international service"),
    field(c::CASE_NO, Text, "案例编号", "Case no."),
    field(c::RECOGNISED_BY, Category, "认可部门", "Recognised by"),
    field(c::PROMOTED_NATIONALLY, Bool, "是否全国推广", "Promoted nationwide"),
    field(c::DOCUMENTED_ON, Date, "推广文件日期", "Promoted on"),
    field(c::IS_LEAD, Bool, "是否牵头单位", "Lead applicant"),
    field(c::POLICY_NO, Text, "保单号", "Policy no."),
    field(c::SELF_INSURED, Bool, "是否自行投保", "Self-insured"),
    field(c::EXPORT_POLICY, Bool, "是否服务出口项下", "Covers service exports"),
    field(c::PROJECT_NO, Text, "试点项目编号", "Pilot project no."),
    field(c::STATE_PILOT, Bool, "是否国家数据局认定试点", "State pilot"),
    field(c::DATASET_NO, Text, "数据集编号", "Data set no."),
    field(c::LAB_NO, Text, "实验室编号", "Laboratory no."),
    field(c::LAB_LEVEL, Category, "实验室级别", "Laboratory level"),
    field(c::TRANSACTIONS, Int, "业务笔数", "Transactions"),
    field(c::SCENE_RECOGNISED, Bool, "是否深港认可场景", "Scene recognised by both cities"),
    field(c::EXPORT_ROUTE, Category, "数据出境方式", "Route of data export"),
    field(c::FIRST_TIME, Bool, "是否首次", "First time"),
    field(c::TRADE_SIDE, Category, "交易身份", "Side of the trade"),
    field(c::DATA_RIGHT_NO, Text, "数据产权登记号", "Data right no."),
    field(c::IN_NATIONAL_POOL, Bool, "是否国家数创企业入库", "In the national pool"),
    field(c::PILOT_LEVEL, Category, "试点级别", "Pilot level"),
    field(c::RECOGNISED_ON, Date, "认定或通过日期", "Recognised on"),
    field(c::OCCURRED_ON, Date, "业务日期", "Carried out on"),
    field(c::TRADE_KIND, Category, "业务领域", "Kind of trade"),
    field(c::EVALUATED_YEAR, Category, "评价年度", "Year evaluated"),
    field(c::SELLER, Text, "销方名称", "Seller"),
    field(c::PAYER, Text, "付款人名称", "Payer"),
    field(c::PAYEE, Text, "收款方名称", "Paid to"),
    field(c::INVOICE_STATE, Category, "发票状态", "State of the invoice"),
    field(c::BANK_NO, Text, "银行交易流水号", "Bank transaction no."),
    field(c::COMPETITIVENESS, Share, "竞争力得分", "Competitiveness score"),
    field(c::GROWTH_POTENTIAL, Share, "成长性得分", "Growth score"),
    field(c::INNOVATION, Share, "创新引领性得分", "Innovation score"),
];

/// The commerce ministry's platform export (附二).
pub static PLATFORM_FIELDS: &[Field] = &[
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::MEASURE, Category, "措施", "Measure"),
    field(c::YEAR, Int, "年度", "Year"),
    field(c::CURRENCY, Currency, "币种", "Currency"),
    field(c::AMOUNT, Money, "金额", "Amount"),
];

/// The export of the tax authority's invoice platform. Red invoices stand there with amounts below nothing.
pub static INVOICE_FIELDS: &[Field] = &[
    field(c::INVOICE_CODE, Text, "发票代码", "Invoice code"),
    field(c::INVOICE_NUMBER, Text, "发票号码", "Invoice number"),
    field(c::DIGITAL_NO, Text, "数电发票号码", "Digital invoice no."),
    field(c::SELLER, Text, "销方名称", "Seller"),
    field(c::SELLER_CODE, Text, "销方识别号", "Seller's tax no."),
    field(c::BUYER, Text, "购方名称", "Buyer"),
    field(c::BUYER_CODE, Text, "购方识别号", "Buyer's tax no."),
    field(c::INVOICED_ON, Date, "开票日期", "Invoiced on"),
    field(c::INVOICED, Money, "金额", "Amount without tax"),
    field(c::INVOICED_TAX, Money, "税额", "Tax"),
    field(c::INVOICED_TOTAL, Money, "价税合计", "Total with tax"),
    field(c::INVOICE_STATE, Category, "发票状态", "State of the invoice"),
    field(c::RED_OF, Text, "对应蓝字发票号码", "Invoice reversed"),
    field(c::IS_POSITIVE, Bool, "是否正数发票", "Positive invoice"),
    field(c::REMARK, Text, "备注", "Remark"),
];

/// Awards of earlier years and batches.
pub static HISTORY_FIELDS: &[Field] = &[
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::MEASURE, Category, "措施", "Measure"),
    field(c::ITEM, Text, "项目标识", "Item"),
    field(c::AWARD_YEAR, Int, "奖补年度", "Award year"),
    field(c::PAID_ON, Date, "付款日期", "Paid on"),
    field(c::BASE, Money, "核定基数", "Recognised base"),
    field(c::AMOUNT, Money, "金额", "Amount"),
    field(c::STATUS, Category, "状态", "Status"),
    field(c::CONFIRMED, Bool, "已核实", "Confirmed"),
    field(c::LATER_YEARS, Text, "以后年度应付", "Due in later years"),
    field(c::SCHEME, Text, "方案编号", "Scheme"),
    field(c::LEDGER_ENTRY, Text, "台账记录", "Ledger entry"),
];

/// Lists of abnormal operation and dishonesty.
pub static LISTED_FIELDS: &[Field] = &[
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::LIST, Text, "名单", "List"),
    field(c::DEPARTMENT, Text, "部门", "Department"),
    field(c::DOCUMENT_NO, Text, "文件号", "Document no."),
    field(c::LISTED_ON, Date, "列入日期", "Listed on"),
    field(c::REPAIRED_ON, Date, "信用修复日期", "Repaired on"),
    field(c::REMOVED_ON, Date, "移出日期", "Removed on"),
];

/// Who became whom: names, codes, mergers, splits.
pub static CHANGE_FIELDS: &[Field] = &[
    field(c::CHANGE_KIND, Category, "变更类型", "Kind of change"),
    field(c::OLD_NAME, Text, "变更前名称", "Name before"),
    field(c::OLD_CODE, Code, "变更前代码", "Code before"),
    field(c::NEW_NAME, Text, "变更后名称", "Name after"),
    field(c::NEW_CODE, Code, "变更后代码", "Code after"),
    field(c::CHANGED_ON, Date, "变更日期", "Changed on"),
    field(c::DOCUMENT_NO, Text, "文件号", "Document no."),
    field(c::DECIDED_BY, Text, "决定人", "Decided by"),
];

/// What happens to cases between filing and payment.
pub static EVENT_FIELDS: &[Field] = &[
    field(c::EVENT, Category, "事项", "Event"),
    field(c::EVENT_ON, Date, "发生日期", "Happened on"),
    field(c::CLAIM_ID, Text, "申报项编号", "Claim id"),
    field(c::FILING_NO, Text, "申报编号", "Filing no."),
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::DUE_ON, Date, "补正期限", "Due on"),
    field(c::WORKING_DAYS, Int, "补正工作日数", "Working days"),
    field(c::RULING, Category, "复核结论", "Ruling"),
    field(c::DOCUMENT_NO, Text, "文件号", "Document no."),
    field(c::DECISION_REASON, Text, "认定理由", "Reason for the verdict"),
    field(c::DECIDED_BY, Text, "决定人", "Decided by"),
];

/// What departments say of enterprises.
pub static OPINION_FIELDS: &[Field] = &[
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::FIRM_NAME, Text, "单位名称", "Enterprise"),
    field(c::DEPARTMENT, Text, "部门", "Department"),
    field(c::OPINION, Category, "部门意见", "Opinion"),
    field(c::OPINED_ON, Date, "意见日期", "Opinion of"),
    field(c::DOCUMENT_NO, Text, "文件号", "Document no."),
    field(c::DECISION_REASON, Text, "认定理由", "Reason for the verdict"),
    field(c::DECIDED_BY, Text, "决定人", "Decided by"),
];

/// Findings of duplicate support, which the stage of 附七 reads.
pub static DUPLICATE_FIELDS: &[Field] = &[
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::MEASURE, Category, "措施", "Measure"),
    field(c::ITEM, Text, "项目标识", "Item"),
    field(c::YEAR, Int, "年度", "Year"),
    field(c::OTHER_SCHEME, Text, "其他政策", "Other scheme"),
    field(c::AMOUNT, Money, "金额", "Amount"),
    field(c::STATUS, Category, "状态", "Status"),
    field(c::PAPER_NO, Text, "凭证号", "Number of the paper"),
    field(c::CONFIRMED, Bool, "已核实", "Confirmed"),
];

/// Support of other schemes, as districts list it. All but the amount are texts: a row with a bad
/// code or an odd date is still a row, and is used for what it has.
pub static ROSTER_FIELDS: &[Field] = &[
    field(c::FIRM_NAME, Text, "单位名称", "Enterprise"),
    field(c::USCC, Text, "统一社会信用代码", "Credit code"),
    field(c::ORGANISATION_CODE, Text, "组织机构代码", "Organisation code"),
    field(c::REGISTRATION_NO, Text, "工商注册号", "Registration no."),
    field(c::FORMER_NAME, Text, "曾用名", "Former name"),
    field(c::LEGAL_REPRESENTATIVE, Text, "法定代表人", "Legal representative"),
    field(c::ADDRESS, Text, "实际经营地址", "Business address"),
    field(c::OTHER_SCHEME, Text, "其他政策", "Other scheme"),
    field(c::MEASURE, Text, "措施", "Measure"),
    field(c::ITEM, Text, "项目标识", "Item"),
    field(c::YEAR, Text, "年度", "Year"),
    field(c::AWARD_YEAR, Text, "奖补年度", "Award year"),
    field(c::PERIOD_FROM, Text, "支持期间起", "Period from"),
    field(c::PERIOD_TO, Text, "支持期间止", "Period to"),
    field(c::PAID_ON, Text, "付款日期", "Paid on"),
    field(c::AMOUNT, Money, "金额", "Amount"),
    field(c::STATUS, Text, "状态", "Status"),
    field(c::CONTRACT_NO, Text, "合同号", "Contract no."),
    field(c::INVOICE_NO, Text, "发票号", "Invoice no."),
    field(c::POLICY_NO, Text, "保单号", "Policy no."),
    field(c::STANDARD_NO, Text, "标准号", "Standard no."),
    field(c::PLATFORM_ID, Text, "平台编号", "Platform id"),
    field(c::EXPORT_FILING_NO, Text, "数据出境备案号", "Data export filing no."),
    field(c::OVERSEAS_CERTIFICATE, Text, "境外投资证书号", "Overseas investment certificate"),
    field(c::CASE_NO, Text, "案例编号", "Case no."),
    field(c::RECORD_NO, Text, "记录编号", "Record no."),
];

/// What people decided about findings of duplicate support.
pub static DECISION_FIELDS: &[Field] = &[
    field(c::FINDING_ID, Text, "疑点编号", "Finding"),
    field(c::EVIDENCE, Text, "证据指纹", "Evidence"),
    field(c::VERDICT, Category, "结论", "Verdict"),
    field(c::DECISION_REASON, Text, "认定理由", "Reason for the verdict"),
    field(c::DECIDED_BY, Text, "决定人", "Decided by"),
    field(c::DECIDED_ON, Date, "决定日期", "Decided on"),
    field(c::SAME_FIRM, Bool, "是否同一企业", "Same enterprise"),
    field(c::USCC, Text, "统一社会信用代码", "Credit code"),
    field(c::FIRM_NAME, Text, "单位名称", "Enterprise"),
    field(c::OTHER_NAME, Text, "名册单位名称", "Name in the roster"),
    field(c::OTHER_CODE, Text, "名册代码", "Code in the roster"),
];

/// What people decided in reviews of lines and claims.
pub static REVIEW_FIELDS: &[Field] = &[
    field(c::REVIEW_ID, Text, "审定编号", "Review id"),
    field(c::EVIDENCE, Text, "证据指纹", "Evidence"),
    field(c::REVIEW_VERDICT, Category, "审定结论", "Review verdict"),
    field(c::FILED, Money, "送审金额", "Filed for review"),
    field(c::BY_RULE, Money, "按规则计入金额", "Counted by the rules"),
    field(c::REVIEWED, Money, "审定金额", "Amount reviewed"),
    field(c::CURRENCY, Currency, "币种", "Currency"),
    field(c::REVIEW_KIND, Category, "审核方式", "Kind of review"),
    field(c::REVIEW_CAUSE, Category, "核减原因", "Reason of the cut"),
    field(c::DECISION_REASON, Text, "认定理由", "Reason for the verdict"),
    field(c::DECIDED_BY, Text, "决定人", "Decided by"),
    field(c::DECIDED_ON, Date, "决定日期", "Decided on"),
    field(c::AUDIT_FIRM, Text, "审核机构", "Audit firm"),
    field(c::CLAIM_ID, Text, "申报项编号", "Claim id"),
    field(c::USCC, Text, "统一社会信用代码", "Credit code"),
];

/// What people decided of findings about a run's own claims.
pub static VERDICT_FIELDS: &[Field] = &[
    field(c::FINDING_ID, Text, "疑点编号", "Finding"),
    field(c::EVIDENCE, Text, "证据指纹", "Evidence"),
    field(c::AT_RISK, Money, "涉及金额", "Amount at stake"),
    field(c::FINDING_VERDICT, Category, "处理结论", "Verdict on the finding"),
    field(c::CLAIM_MEANT, Text, "所指申报项", "Claim meant"),
    field(c::AMOUNT_LEFT, Money, "处理后金额", "Amount left"),
    field(c::DECISION_REASON, Text, "认定理由", "Reason for the verdict"),
    field(c::DECIDED_BY, Text, "决定人", "Decided by"),
    field(c::DECIDED_ON, Date, "决定日期", "Decided on"),
];

/// Columns in which 无 is an answer, not an empty cell.
pub const SAYS_NONE: [&str; 2] = [c::SAME_MEASURES, c::POSSIBLE_MEASURES];

/// What people said an item of other support is: for which measures of the same kind.
pub static KIND_FIELDS: &[Field] = &[
    field(c::OTHER_SCHEME, Text, "他项来源", "Other scheme"),
    field(c::OTHER_ITEM, Text, "他项事项", "Item of the other"),
    field(c::SAME_MEASURES, Text, "同类措施", "Same kind as"),
    field(c::POSSIBLE_MEASURES, Text, "可能同类措施", "Possibly the same as"),
    field(c::DECISION_REASON, Text, "认定理由", "Reason for the verdict"),
    field(c::DECIDED_BY, Text, "决定人", "Decided by"),
    field(c::DECIDED_ON, Date, "决定日期", "Decided on"),
];

/// What people said of lists that leave their year or state open.
pub static LIST_FIELDS: &[Field] = &[
    field(c::OTHER_PLACE, Text, "名册", "Roster"),
    field(c::LIST_TITLE, Text, "名册标题", "Title of the roster"),
    field(c::STATED_YEAR, Text, "所写年度", "Year stated"),
    field(c::YEAR, Text, "年度", "Year"),
    field(c::STATUS, Text, "状态", "Status"),
    field(c::RETURNED_LATER, Bool, "其后有无退回", "Returned later"),
    field(c::DECISION_REASON, Text, "认定理由", "Reason for the verdict"),
    field(c::DECIDED_BY, Text, "决定人", "Decided by"),
    field(c::DECIDED_ON, Date, "决定日期", "Decided on"),
];

/// Papers that enterprises were asked for, filled in.
pub static REQUEST_FIELDS: &[Field] = &[
    field(c::FINDING_ID, Text, "疑点编号", "Finding"),
    field(c::USCC, Text, "统一社会信用代码", "Credit code"),
    field(
        c::PAPER_NO,
        Text,
        "他项所用凭证号（企业填写）",
        "Number for the other (the enterprise fills in)",
    ),
];

/// Who holds which name: a register of enterprises.
pub static REGISTER_FIELDS: &[Field] = &[
    field(c::FIRM_NAME, Text, "单位名称", "Enterprise"),
    field(c::USCC, Text, "统一社会信用代码", "Credit code"),
    field(c::FORMER_NAME, Text, "曾用名", "Former names"),
    field(c::STATUS, Text, "登记状态", "State of registration"),
];

/// Vouchers, bank receipts and returns, as finance systems export them. Codes and names are texts: a row
/// with a bad code is still money that went out.
pub static PAYMENT_FIELDS: &[Field] = &[
    field(c::PAY_NO, Text, "支付凭证号", "Payment voucher no."),
    field(c::ORIGINAL_NO, Text, "原支付凭证号", "Original voucher no."),
    field(c::RECORD_KIND, Category, "收付类别", "Kind of record"),
    field(c::VOUCHER_ON, Date, "凭证日期", "Voucher date"),
    field(c::FIRM_NAME, Text, "单位名称", "Enterprise"),
    field(c::USCC, Text, "统一社会信用代码", "Credit code"),
    field(c::CLAIM_ID, Text, "申报项编号", "Claim id"),
    field(c::PAYEE_NAME, Text, "收款人名称", "Payee"),
    field(c::PAYEE_ACCOUNT, Text, "收款人账号", "Payee account"),
    field(c::PAY_AMOUNT, Money, "凭证金额", "Voucher amount"),
    field(c::SETTLED_ON, Date, "清算日期", "Settled on"),
    field(c::SETTLED_AMOUNT, Money, "清算金额", "Settled amount"),
    field(c::ACTUAL_NAME, Text, "实际收款人名称", "Actual payee"),
    field(c::ACTUAL_ACCOUNT, Text, "实际收款人账号", "Actual payee account"),
    field(c::BANK_NO, Text, "银行交易流水号", "Bank transaction no."),
    field(c::RETURNED_ON, Date, "退回日期", "Returned on"),
    field(c::RETURNED_AMOUNT, Money, "退回金额", "Returned amount"),
    field(c::RETURN_REASON, Text, "退回原因", "Reason of return"),
    field(c::PURPOSE, Text, "资金用途", "Purpose"),
];

/// What people decided about payments that nothing settles: for which claims they are.
pub static ATTRIBUTION_FIELDS: &[Field] = &[
    field(c::FINDING_ID, Text, "疑点编号", "Finding"),
    field(c::EVIDENCE, Text, "证据指纹", "Evidence"),
    field(c::CLAIM_ID, Text, "申报项编号", "Claim id"),
    field(c::DECISION_REASON, Text, "认定理由", "Reason for the verdict"),
    field(c::DECIDED_BY, Text, "决定人", "Decided by"),
    field(c::DECIDED_ON, Date, "决定日期", "Decided on"),
];

/// Money that was ordered back. Several rows of one claim are receipts of one case.
pub static CLAWBACK_FIELDS: &[Field] = &[
    field(c::CLAIM_ID, Text, "申报项编号", "Claim id"),
    field(c::USCC, Text, "统一社会信用代码", "Credit code"),
    field(c::DECISION_REASON, Text, "认定理由", "Reason for the verdict"),
    field(c::DECIDED_ON, Date, "决定日期", "Decided on"),
    field(c::PRINCIPAL, Money, "应追回本金", "Principal to recover"),
    field(c::INTEREST_FROM, Date, "起息日", "Interest from"),
    field(c::DUE_ON, Date, "应缴日期", "Due on"),
    field(c::RECEIVED, Money, "已追回金额", "Recovered"),
    field(c::RECOVERED_ON, Date, "追回到账日期", "Recovered on"),
];

/// What enterprises still owe of money ordered back: the clawback ledger of a reconciliation, or a list of one's own.
pub static OWED_FIELDS: &[Field] = &[
    field(c::CLAIM_ID, Text, "申报项编号", "Claim id"),
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::FIRM_NAME, Text, "单位名称", "Enterprise"),
    field(c::DECISION_REASON, Text, "认定理由", "Reason for the verdict"),
    field(c::DECIDED_ON, Date, "决定日期", "Decided on"),
    field(c::OUTSTANDING, Money, "尚欠", "Outstanding"),
];

/// Actual figures of plan targets.
pub static FIGURE_FIELDS: &[Field] = &[
    field(c::PLAN, Text, "计划", "Plan"),
    field(c::INDICATOR, Text, "指标", "Indicator"),
    field(c::PERIOD, Text, "时期", "Period"),
    field(c::FIGURE, Figure, "数值", "Value"),
    field(c::UNIT, Text, "计量单位", "Unit"),
    field(c::FIGURE_SOURCE, Text, "数据来源", "Source"),
    field(c::FIGURE_STATUS, Category, "数据状态", "Figure status"),
];

/// What offices report about tasks.
pub static TASK_FIELDS: &[Field] = &[
    field(c::PLAN, Text, "计划", "Plan"),
    field(c::TASK_NO, Text, "任务编号", "Task no."),
    field(c::OFFICE, Text, "报送单位", "Reporting office"),
    field(c::REPORTED_ON, Date, "报送日期", "Reported on"),
    field(c::TASK_STATUS, Category, "进展状态", "State of the task"),
    field(c::COMPLETED_ON, Date, "完成日期", "Completed on"),
    field(c::TASK_EVIDENCE, Text, "佐证材料", "Evidence of the task"),
    field(c::RESULT, Text, "成效", "Results"),
    field(c::EXPERIENCE, Text, "可复制经验", "Experience to copy"),
];

/// Recognised bases, projects and platforms.
pub static REGISTRY_FIELDS: &[Field] = &[
    field(c::RECORD_NO, Text, "记录编号", "Record no."),
    field(c::ENTRY_KIND, Category, "认定类别", "Kind of entry"),
    field(c::ENTRY_NAME, Text, "认定名称", "Entry"),
    field(c::RECOGNISED_ON, Date, "认定或通过日期", "Recognised on"),
    field(c::WITHDRAWN_ON, Date, "撤销日期", "Withdrawn on"),
    field(c::FIGURE_SOURCE, Text, "数据来源", "Source"),
];

/// What a register showed of an enterprise on a day, and what an inspection wrote.
pub static SNAPSHOT_FIELDS: &[Field] = &[
    field(c::USCC, Code, "统一社会信用代码", "Credit code"),
    field(c::SEEN_ON, Date, "查询日期", "Seen on"),
    field(c::STATUS, Text, "登记状态", "State in the register"),
    field(c::DISTRICT, Text, "所在区", "District"),
    field(c::ADDRESS, Text, "住所", "Registered address"),
    field(c::CAPITAL, Money, "注册资本", "Registered capital"),
    field(c::BREACH, Text, "违反事项", "Breach"),
    field(c::DOCUMENT_NO, Text, "文件号", "Document no."),
];

/// Export refunds, one row each.
pub static REFUND_FIELDS: &[Field] = &[
    field(c::RECORD_NO, Text, "记录编号", "Record no."),
    field(c::EXPORTER_CLASS, Category, "出口企业类别", "Class of exporter"),
    field(c::ACCEPTED_ON, Date, "受理日期", "Accepted on"),
    field(c::FINISHED_ON, Date, "办结日期", "Finished on"),
    field(c::IS_NORMAL, Bool, "是否正常办理", "Normal case"),
    field(c::FIGURE_SOURCE, Text, "数据来源", "Source"),
];

/// Support paid by measure and year.
pub static SUPPORT_FIELDS: &[Field] = &[
    field(c::MEASURE, Category, "措施", "Measure"),
    field(c::YEAR, Int, "年度", "Year"),
    field(c::AMOUNT, Money, "金额", "Amount"),
    field(c::FIGURE_SOURCE, Text, "数据来源", "Source"),
];

/// Which applicant a record of a roster truly is; no code where it is none of them.
pub static TRUTH_FIELDS: &[Field] = &[
    field(c::RECORD_NO, Text, "记录编号", "Record no."),
    field(c::USCC, Text, "统一社会信用代码", "Credit code"),
];

/// A firm or line field by name.
pub fn find(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields.iter().find(|field| field.name == name)
}

/// Fields of what others say and decide between filing and payment, whose words mean other things in filings.
pub fn case_vocabulary() -> Vec<&'static Field> {
    let mut seen = std::collections::BTreeSet::new();
    let all = LISTED_FIELDS.iter().chain(OPINION_FIELDS).chain(EVENT_FIELDS).chain(CHANGE_FIELDS);
    let all = all.chain(ACCOUNT_FIELDS);
    all.filter(|field| seen.insert(field.name)).collect()
}

/// Whether an amount may be below nothing: that of a red invoice is, and lists of returns write theirs with either sign.
pub fn may_be_negative(field: &Field) -> bool {
    [c::INVOICED, c::INVOICED_TAX, c::INVOICED_TOTAL, c::RETURNED_AMOUNT].contains(&field.name)
}

/// Whether a column of whole numbers holds years.
pub fn is_year(field: &Field) -> bool {
    field.kind == Int && [c::YEAR, c::AWARD_YEAR, c::EVALUATED_YEAR].contains(&field.name)
}

/// Columns whose values name a paper or an event, in the order in which they prove something.
pub const PAPERS: [&str; 8] = [
    c::INVOICE_NO,
    c::POLICY_NO,
    c::STANDARD_NO,
    c::EXPORT_FILING_NO,
    c::OVERSEAS_CERTIFICATE,
    c::CASE_NO,
    c::PLATFORM_ID,
    c::CONTRACT_NO,
];

/// Whether a heading names what only the payment list may show: accounts, phones, identity numbers.
/// Headings of columns that nobody reads are judged, too: refused rows are kept whole.
pub fn is_private(heading: &str) -> bool {
    const WORDS: [&str; 13] = [
        "电话",
        "手机",
        "联系方式",
        "账号",
        "帐号",
        "账户",
        "身份证",
        "证件号",
        "phone",
        "mobile",
        "account",
        "acct_no",
        "tel",
    ];
    let heading = crate::domain::text::comparable(heading);
    WORDS.iter().any(|word| heading.contains(word))
}
