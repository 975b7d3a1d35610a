//! Every column name of every table, once. A test holds that no other room spells one out.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $text;)*
        /// All names, for tests and documentation.
        pub const ALL: &[&str] = &[$($name),*];
    };
}
pub mod trade;
pub use trade::*;

names! {
    // Input vocabulary.
    FIRM_NAME = "firm_name";
    USCC = "uscc";
    ENTITY_TYPE = "entity_type";
    /// What kind of applicant the number of an enterprise says that it is.
    APPLICANT_KIND = "applicant_kind";
    OPERATES_IN_QIANHAI = "operates_in_qianhai";
    REGISTERED_IN_ZONE = "registered_in_zone";
    PRODUCES_IN_ZONE = "produces_in_zone";
    STAFF_IN_ZONE = "staff_in_zone";
    ACCOUNTS_IN_ZONE = "accounts_in_zone";
    DATA_SERVICE_FIRM = "data_service_firm";
    LEGAL_REPRESENTATIVE = "legal_representative";
    FORMER_NAME = "former_name";
    FIRM_SIZE = "firm_size";
    SECTOR = "sector";
    DISTRICT = "district";
    ADDRESS = "address";
    PHONE = "phone";
    BANK = "bank";
    ACCOUNT = "account";
    /// Whose name stands on the account.
    ACCOUNT_NAME = "account_name";
    /// Why nothing can be paid to an account as it stands: a diagnostic code, empty where it can.
    DOUBT = "doubt";
    /// The last digits of an account, the others hidden.
    ACCOUNT_TAIL = "account_tail";
    FILING_NO = "filing_no";
    ACCEPTED_ON = "accepted_on";
    CONTRACT_NO = "contract_no";
    INVOICE_NO = "invoice_no";
    PAID_ON = "paid_on";
    CURRENCY = "currency";
    AMOUNT = "amount";
    TAX = "tax";
    REFUND = "refund";
    REQUESTED = "requested";
    PLATFORM_ID = "platform_id";
    PLATFORM_NAME = "platform_name";
    SERVED = "served";
    COST_KIND = "cost_kind";
    EXCLUDED_PC = "excluded_pc";
    REVENUE = "revenue";
    TAX_PAID = "tax_paid";
    CHANNEL = "channel";
    RECEIVED_ON = "received_on";
    CATALOGUE = "catalogue";
    OVERSEAS_ENTITY = "overseas_entity";
    OVERSEAS_CERTIFICATE = "overseas_certificate";
    ESTABLISHED_ON = "established_on";
    ODI_CERTIFIED_ON = "odi_certified_on";
    SERVICE_ACTIVITY = "service_activity";
    STANDARD_NO = "standard_no";
    STANDARD_LEVEL = "standard_level";
    DRAFTER_RANK = "drafter_rank";
    TRADE_DOMAIN = "trade_domain";
    IS_REVISION = "is_revision";
    PUBLISHED_ON = "published_on";
    CONTENT_ID = "content_id";
    EXPORT_FILING_NO = "export_filing_no";
    SHARE = "share";
    CASE_NO = "case_no";
    RECOGNISED_BY = "recognised_by";
    PROMOTED_NATIONALLY = "promoted_nationally";
    DOCUMENTED_ON = "documented_on";
    IS_LEAD = "is_lead";
    POLICY_NO = "policy_no";
    SELF_INSURED = "self_insured";
    EXPORT_POLICY = "export_policy";
    PROJECT_NO = "project_no";
    STATE_PILOT = "state_pilot";
    DATASET_NO = "dataset_no";
    LAB_NO = "lab_no";
    LAB_LEVEL = "lab_level";
    TRANSACTIONS = "transactions";
    SCENE_RECOGNISED = "scene_recognised";
    EXPORT_ROUTE = "export_route";
    FIRST_TIME = "first_time";
    TRADE_SIDE = "trade_side";
    DATA_RIGHT_NO = "data_right_no";
    IN_NATIONAL_POOL = "in_national_pool";
    PILOT_LEVEL = "pilot_level";
    RECOGNISED_ON = "recognised_on";
    OCCURRED_ON = "occurred_on";
    COMPETITIVENESS = "competitiveness";
    GROWTH_POTENTIAL = "growth_potential";
    INNOVATION = "innovation";
    TRADE_KIND = "trade_kind";
    EVALUATED_YEAR = "evaluated_year";
    MEASURE = "measure";
    YEAR = "year";
    ITEM = "item";
    AWARD_YEAR = "award_year";
    BASE = "base";
    BASE_BEFORE = "base_before";
    STATUS = "status";
    LIST = "list";
    DEPARTMENT = "department";
    DOCUMENT_NO = "document_no";
    LISTED_ON = "listed_on";
    REPAIRED_ON = "repaired_on";
    REMOVED_ON = "removed_on";
    OPINION = "opinion";
    OPINED_ON = "opined_on";
    /// What happened to a case, and on which day.
    EVENT = "event";
    EVENT_ON = "event_on";
    WORKING_DAYS = "working_days";
    RULING = "ruling";
    /// Who became whom.
    CHANGE_KIND = "change_kind";
    OLD_NAME = "old_name";
    OLD_CODE = "old_code";
    NEW_NAME = "new_name";
    NEW_CODE = "new_code";
    CHANGED_ON = "changed_on";
    /// Of a line: whether its claim was withdrawn or abandoned.
    CLOSED = "closed";
    /// What is tested: a condition, the day it is looked at, and what came of it.
    TESTED = "tested";
    TEST_DAY = "test_day";
    EFFECT = "effect";
    TEST_OUTCOME = "test_outcome";
    STEP = "step";
    ASKED = "asked";
    OTHER_SCHEME = "other_scheme";
    /// A person has looked at the row: it counts as it stands.
    CONFIRMED = "confirmed";
    // Rosters of other support, and decisions about it.
    ORGANISATION_CODE = "organisation_code";
    REGISTRATION_NO = "registration_no";
    PERIOD_FROM = "period_from";
    PERIOD_TO = "period_to";
    RECORD_NO = "record_no";
    FINDING_ID = "finding_id";
    EVIDENCE = "evidence";
    VERDICT = "verdict";
    DECISION_REASON = "decision_reason";
    DECIDED_BY = "decided_by";
    DECIDED_ON = "decided_on";
    // Reviews of lines and claims (审定).
    REVIEW_ID = "review_id";
    REVIEW_VERDICT = "review_verdict";
    /// What a person lets stand of a line, in its currency, or of a claim.
    REVIEWED = "reviewed";
    REVIEW_KIND = "review_kind";
    REVIEW_CAUSE = "review_cause";
    AUDIT_FIRM = "audit_firm";
    // Verdicts on findings about the run's own claims.
    FINDING_VERDICT = "finding_verdict";
    /// The claim that a verdict names.
    CLAIM_MEANT = "claim_meant";
    /// What a verdict leaves of it.
    AMOUNT_LEFT = "amount_left";
    /// Whether nobody has decided yet.
    OPEN = "open";
    FILED = "filed";
    BY_RULE = "by_rule";
    CASES_CUT = "cases_cut";
    /// What was cut, in per cent of what was filed, two decimals, cut.
    CUT_SHARE = "cut_share";
    /// Whether a person says that a name in a roster is the applicant.
    SAME_FIRM = "same_firm";
    OTHER_NAME = "other_name";
    OTHER_CODE = "other_code";
    /// What an item of other support is called, and for which measures it is of the same kind.
    OTHER_ITEM = "other_item";
    SAME_MEASURES = "same_measures";
    POSSIBLE_MEASURES = "possible_measures";
    // Progress against plans.
    PLAN = "plan_id";
    INDICATOR = "indicator";
    PERIOD = "period";
    FIGURE = "figure";
    UNIT = "unit";
    UNIT_ZH = "unit_zh";
    UNIT_EN = "unit_en";
    FIGURE_SOURCE = "figure_source";
    FIGURE_STATUS = "figure_status";
    TASK_NO = "task_no";
    OFFICE = "office";
    REPORTED_ON = "reported_on";
    TASK_STATUS = "task_status";
    COMPLETED_ON = "completed_on";
    TASK_EVIDENCE = "task_evidence";
    RESULT = "result";
    EXPERIENCE = "experience";
    ENTRY_KIND = "entry_kind";
    ENTRY_NAME = "entry_name";
    WITHDRAWN_ON = "withdrawn_on";
    EXPORTER_CLASS = "exporter_class";
    FINISHED_ON = "finished_on";
    IS_NORMAL = "is_normal";
    TARGET_ID = "target_id";
    SERIES = "series";
    TEST = "test";
    TARGET_VALUE = "target_value";
    DUE_ON = "due_on";
    LATEST = "latest";
    LATEST_PERIOD = "latest_period";
    EXPECTED = "expected";
    GAP = "gap";
    GROWTH_STATED = "growth_stated";
    GROWTH_ACHIEVED = "growth_achieved";
    GROWTH_REQUIRED = "growth_required";
    PROJECTED = "projected";
    PROJECTED_LOW = "projected_low";
    PROJECTED_HIGH = "projected_high";
    REACHED_AT_PACE = "reached_at_pace";
    PATH_VALUE = "path_value";
    SECTION = "section";
    PLACE = "place";
    LEAD = "lead";
    SUPPORTING = "supporting";
    LEAD_TODAY = "lead_today";
    SUPPORTING_TODAY = "supporting_today";
    LEAD_BASIS = "lead_basis";
    DEADLINE_BASIS = "deadline_basis";
    MET_LATE = "met_late";
    DAYS_OVERDUE = "days_overdue";
    TASKS_LED = "tasks_led";
    TASKS_SUPPORTED = "tasks_supported";
    COUNT_DONE = "count_done";
    COUNT_GOING = "count_going";
    COUNT_LATE = "count_late";
    COUNT_SILENT = "count_silent";
    CONVERTED = "converted";
    STATUS_BEFORE = "status_before";
    // Cases of duplicate support, both sides side by side.
    VERDICT_NOW = "verdict_now";
    VERDICT_ZH = "verdict_zh";
    VERDICT_EN = "verdict_en";
    WHY_ZH = "ground_zh";
    WHY_EN = "ground_en";
    LEVEL = "level";
    LEVEL_ZH = "level_zh";
    LEVEL_EN = "level_en";
    SCORE = "score";
    WATERFALL_ZH = "waterfall_zh";
    WATERFALL_EN = "waterfall_en";
    SAME_KIND_ZH = "relation_zh";
    SAME_KIND_EN = "relation_en";
    RULE_ZH = "rule_zh";
    RULE_EN = "rule_en";
    PAPER = "paper";
    /// Digests of the papers behind a claim, with their amounts.
    PAPERS = "papers";
    /// Digest of a paper: its kind, its number in the form in which it is compared, the enterprise.
    DIGEST = "digest";
    PAPER_NO = "paper_no";
    OVERLAP_DAYS = "overlap_days";
    OWN_PERIOD = "own_period";
    OWN_PLACE = "own_place";
    OTHER_PERIOD = "other_period";
    OTHER_STATUS_ZH = "other_status_zh";
    OTHER_STATUS_EN = "other_status_en";
    OTHER_AMOUNT = "other_amount";
    OTHER_PLACE = "other_place";
    LIST_TITLE = "list_title";
    /// The year that a list states, where its own rows contradict it.
    STATED_YEAR = "stated_year";
    /// Whether some of what a list grants was returned later.
    RETURNED_LATER = "returned_later";
    DISTRICT_ZH = "district_zh";
    DISTRICT_EN = "district_en";
    /// The claim as it enters the stage of duplicates.
    BEFORE_DUPLICATES = "before_duplicates";
    AT_RISK = "at_risk";
    IF_DUPLICATE = "if_duplicate";
    IF_WITHDRAWN = "if_withdrawn";
    KIND = "kind";
    CASES = "cases";
    ROWS_USED = "rows_used";
    ROWS_FOOTER = "rows_footer";
    ROWS_REPEATED = "rows_repeated";
    ROWS_NAMELESS = "rows_nameless";
    WITHOUT_CODE = "without_code";
    BAD_CODE = "bad_code";
    WITHOUT_AMOUNT = "without_amount";
    WITHOUT_PERIOD = "without_period";
    MATCHED = "matched";
    IN_REVIEW = "in_review";
    UNREAD_WORDS = "unread_words";
    PROPOSED_ZH = "proposed_zh";
    PROPOSED_EN = "proposed_en";
    PROPOSED_WHY_ZH = "proposed_why_zh";
    PROPOSED_WHY_EN = "proposed_why_en";
    LAYER = "layer";
    ABOUT = "about";
    ANSWER_ZH = "answer_zh";
    ANSWER_EN = "answer_en";
    APPLIED = "applied";
    CHANCE = "chance";
    LIKELY_ZH = "likely_zh";
    LIKELY_EN = "likely_en";
    AMOUNTS_ZH = "amounts_compared_zh";
    AMOUNTS_EN = "amounts_compared_en";
    OWN_PAPERS_ZH = "own_papers_zh";
    OWN_PAPERS_EN = "own_papers_en";
    OTHER_PAPERS_ZH = "other_papers_zh";
    OTHER_PAPERS_EN = "other_papers_en";
    PAPER_NAME_ZH = "paper_name_zh";
    PAPER_NAME_EN = "paper_name_en";
    SHARED_ZH = "shared_zh";
    SHARED_EN = "shared_en";
    // Several schemes in one run.
    SCHEME = "scheme";
    SCHEMES = "schemes";
    SCHEMES_PAID = "schemes_paid";
    /// What one scheme by itself would grant after its stage of duplicates.
    ALONE = "alone";
    OTHER_CLAIM = "other_claim";
    PAIRS = "pairs";
    /// Pairs of which both schemes grant something.
    PAIRS_GRANTED = "pairs_granted";
    CLAIMS_GAVE_WAY = "claims_gave_way";
    GAVE_WAY = "gave_way";
    OTHER_CLAIMS_GAVE_WAY = "other_claims_gave_way";
    OTHER_GAVE_WAY = "other_gave_way";
    PAYABLE_ALONE = "payable_alone";
    OUTCOME_ZH = "outcome_zh";
    OUTCOME_EN = "outcome_en";
    /// Payable under schemes that are drafts: never paid.
    SIMULATED = "simulated";
    POOL = "pool";
    TOTAL = "total";
    RESERVE = "reserve";
    EARLIER = "earlier";
    AVAILABLE = "available";
    UNSPENT = "unspent";
    /// Part of what is available that is payable, in per cent with two decimals, cut.
    USED = "used";
    // Payments: vouchers, bank receipts, returns.
    PAY_NO = "pay_no";
    ORIGINAL_NO = "original_no";
    RECORD_KIND = "record_kind";
    VOUCHER_ON = "voucher_on";
    PAYEE_NAME = "payee_name";
    PAYEE_ACCOUNT = "payee_account";
    PAY_AMOUNT = "pay_amount";
    SETTLED_ON = "settled_on";
    SETTLED_AMOUNT = "settled_amount";
    /// Whom the bank paid, where it says so.
    ACTUAL_NAME = "actual_name";
    ACTUAL_ACCOUNT = "actual_account";
    BANK_NO = "bank_no";
    RETURN_REASON = "return_reason";
    PURPOSE = "purpose";
    // Money to be paid back.
    PRINCIPAL = "principal";
    INTEREST = "interest";
    INTEREST_FROM = "interest_from";
    RECEIVED = "received";
    RECOVERED_ON = "recovered_on";
    /// Ledger, segment and claim that a row of an exported history was taken from.
    LEDGER_ENTRY = "ledger_entry";
    // What became of claims and payments.
    STATE = "state";
    STATE_ZH = "state_zh";
    STATE_EN = "state_en";
    TODO_ZH = "todo_zh";
    TODO_EN = "todo_en";
    HOW = "how";
    KEPT = "kept";
    IN_FLIGHT = "in_flight";
    MISDIRECTED = "misdirected";
    RETURNED_PASSIVE = "returned_passive";
    RETURNED_ACTIVE = "returned_active";
    RETURNED_ON = "returned_on";
    RETURNED_AMOUNT = "returned_amount";
    UNPAID = "unpaid";
    LAPSED = "lapsed";
    NOT_DUE = "not_due";
    LATER_YEARS = "later_years";
    PART = "part";
    DUTY_WORDS = "duty_words";
    DUTY_YEARS = "duty_years";
    SEEN_ON = "seen_on";
    SEEN = "seen";
    CAPITAL = "capital";
    BREACH = "breach";
    PROPOSED = "proposed";
    CAUSE = "cause";
    CAUSE_ZH = "cause_zh";
    CAUSE_EN = "cause_en";
    QUOTA = "quota";
    QUOTA_ZH = "quota_zh";
    QUOTA_EN = "quota_en";
    UNDECIDED = "undecided";
    CLAWED_BACK = "clawed_back";
    EXCESS = "excess";
    UNAPPROVED = "unapproved";
    OUTSTANDING = "outstanding";
    /// Of an amount payable, what settles money ordered back.
    SET_OFF = "amount_set_off";
    TO_PAY = "amount_to_pay";
    /// Amount of a paper in hundredths, with its currency where that is not yuan.
    PAPER_AMOUNT = "paper_amount";
    /// What of a payable amount waits.
    HELD = "amount_held";
    /// Why it waits: a key.
    HOLD = "hold";
    /// Owed before anything was set off, and after.
    OWED = "owed";
    LEFT = "left";
    SINCE = "since";
    DAYS = "days";
    BAND = "band";
    CANDIDATES = "candidates";
    PAYMENTS = "payments";
    PAYMENT_ID = "payment_id";
    APPROVED_ON = "approved_on";
    OVERDUE = "overdue";
    // Where a row was read.
    /// Row number of the table `sources`.
    SOURCE = "source";
    /// Row in the sheet as Excel counts it; in a Parquet file, from 1.
    ROW = "row";
    /// What stood in columns that lead to no field.
    NOTES = "notes";
    FILE = "file";
    SHEET = "sheet";
    TABLE = "table";
    SHA256 = "sha256";
    ROWS_READ = "rows_read";
    ROWS_ACCEPTED = "rows_accepted";
    ROWS_QUARANTINED = "rows_quarantined";
    ROWS_ASIDE = "rows_aside";
    ROWS_REPLACED = "rows_replaced";
    /// The file that counts instead of another.
    COUNTS_INSTEAD = "counts_instead";
    RETURN_NO = "return_no";
    HEADING = "heading";
    FILLED = "filled";
    REPAIRED = "repaired";
    FAULTS = "faults";
    CODES = "codes";
    REPAIR = "repair";
    TAKEN = "taken";
    FIRST_ROW = "first_row";
    /// `column` or `sheet`: what was not read.
    UNUSED = "unused";
    NEAREST = "nearest";
    ROWS = "rows";
    WHY = "why";
    // Made while awards are computed.
    /// Dense number of the enterprise, in the order of credit codes.
    FIRM = "firm";
    CLAIM_ID = "claim_id";
    /// Number of the first rule that leaves the line out, 0 where none does.
    LINE_REASON = "line_reason";
    /// What reviews leave of a line in the smallest unit of its currency; null where they cut nothing.
    REVIEW_CUT = "review_cut";
    /// What reviews leave of the whole claim, in fen; null where they cut nothing.
    REVIEW_MOST = "review_most";
    /// Number of the reason of such a cut (a review, an invoice), 0 where there is none.
    REVIEW_REASON = "review_reason";
    /// The same of what is left of the whole claim.
    REVIEW_MOST_REASON = "review_most_reason";
    /// Value in the scale of the measure, all lines.
    VALUE = "value";
    VALUE_ALL = "value_all";
    /// Value in millionths of the smallest unit of a foreign threshold's currency, as received.
    RECEIVED_ABROAD = "received_abroad";
    /// Counting lines state different numbers where the smallest decides.
    LINES_DIFFER = "lines_differ";
    OWN_FIGURE = "own_figure";
    /// Lines of one item are graded by different words.
    GRADES_DIFFER = "grades_differ";
    /// No line states a column that is asked about.
    UNSTATED = "unstated";
    /// The number that decides among equals.
    TIES = "ties";
    VALUE_ELIGIBLE = "value_eligible";
    WEIGHTED = "weighted";
    WEIGHTED_ALL = "weighted_all";
    WEIGHTED_ELIGIBLE = "weighted_eligible";
    LINES = "lines";
    LINES_ELIGIBLE = "lines_eligible";
    LINES_UNSHARED = "lines_unshared";
    FILINGS = "filings";
    GRADE_AMOUNT = "grade_amount";
    GRADE_AMOUNT_ALL = "grade_amount_all";
    /// How many a claim counts, before and after lines are left out, 128 bits.
    UNITS = "units";
    UNITS_ALL = "units_all";
    /// The weighted score of a line, and the best of a claim before and after lines are left out, in
    /// parts of full marks, 128 bits.
    POINTS = "points";
    POINTS_ALL = "points_all";
    /// First and last place of the claims with the same score, among those that count.
    FIRST_PLACE = "first_place";
    LAST_PLACE = "last_place";
    SHARING = "sharing";
    COUNTED = "counted";
    TIER = "tier";
    CONDITION = "condition";
    TIER_AMOUNT = "tier_amount";
    /// Whether the lines of a claim state different requests.
    REQUESTS_DIFFER = "requests_differ";
    GATE = "gate";
    // Stages of an award; in Parquet yuan, Decimal(18,2).
    AFTER_GATES = "after_gates";
    AFTER_EVIDENCE = "after_evidence";
    AFTER_ITEM = "after_item";
    AFTER_ITEM_CAP = "after_item_cap";
    AFTER_HISTORY = "after_history";
    AFTER_DUPLICATES = "after_duplicates";
    AFTER_COUNT = "after_count";
    AFTER_ANNUAL_CAP = "after_annual_cap";
    AFTER_BUDGET = "after_budget";
    PAYABLE = "payable";
    REASON_GATES = "reason_gates";
    REASON_EVIDENCE = "reason_evidence";
    REASON_ITEM = "reason_item";
    REASON_ITEM_CAP = "reason_item_cap";
    REASON_HISTORY = "reason_history";
    REASON_DUPLICATES = "reason_duplicates";
    REASON_COUNT = "reason_count";
    REASON_ANNUAL_CAP = "reason_annual_cap";
    REASON_BUDGET = "reason_budget";
    /// What all claims together come to after a stage.
    REMAINING = "remaining";
    AVERAGE = "average";
    MAXIMUM = "maximum";
    /// The stage whose limit decides the payable amount.
    BINDING = "binding";
    PRIOR = "prior";
    /// Amount before its rounding, yuan with eight decimals.
    UNROUNDED = "unrounded";
    RATE = "rate";
    CAP = "cap";
    APPROVED = "approved";
    CLAIMS = "claims";
    FIRMS = "firms";
    CLAIMS_PAID = "claims_paid";
    FIRMS_PAID = "firms_paid";
    DEFAULT = "default";
    /// Whether a row of `parameters` is a contested reading, not a value.
    IS_READING = "is_reading";
    CLAUSE = "clause";
    STAGE = "stage";
    REDUCTION = "reduction";
    REDUCTION_GATES = "reduction_gates";
    REDUCTION_EVIDENCE = "reduction_evidence";
    REDUCTION_ITEM = "reduction_item";
    REDUCTION_ITEM_CAP = "reduction_item_cap";
    REDUCTION_HISTORY = "reduction_history";
    REDUCTION_DUPLICATES = "reduction_duplicates";
    REDUCTION_COUNT = "reduction_count";
    REDUCTION_ANNUAL_CAP = "reduction_annual_cap";
    REDUCTION_BUDGET = "reduction_budget";
    REASON = "reason";
    REASON_ZH = "reason_zh";
    REASON_EN = "reason_en";
    QUESTION_ZH = "question_zh";
    QUESTION_EN = "question_en";
    AVAILABLE_AMOUNT = "available_amount";
    APPROVED_CHANGE = "approved_change";
    PAYABLE_CHANGE = "payable_change";
    GAINERS = "firms_with_more";
    LOSERS = "firms_with_less";
    LOW_VALUE = "low_value";
    LOW_APPROVED = "low_approved";
    LOW_PAYABLE = "low_payable";
    HIGH_VALUE = "high_value";
    HIGH_APPROVED = "high_approved";
    HIGH_PAYABLE = "high_payable";
    /// Whether a reading looks at another period than the one that was filed for.
    IS_PERIOD = "is_period";
    CODE = "code";
    SEVERITY = "severity";
    COLUMN = "column";
    READ = "read";
    MESSAGE_ZH = "message_zh";
    MESSAGE_EN = "message_en";
    HELP_ZH = "help_zh";
    HELP_EN = "help_en";
    RAW = "raw";
    NAME = "name";
    KEY = "key";
    ORIGIN = "origin";
    TITLE_ZH = "title_zh";
    TITLE_EN = "title_en";
    SIDE = "side";
    THRESHOLD = "threshold";
    POSITION = "position";
}
